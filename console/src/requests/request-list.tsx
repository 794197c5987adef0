import { memo } from 'react';
import type { RequestRowFragment } from '../generated/graphql.ts';
import { milliseconds, moment, words } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { reachable } from '../ui/reachable.ts';

/** How a request went, in one badge. */
function Outcome({ row }: { row: RequestRowFragment }) {
  if (row.failed > 0)
    return (
      <span className="badge bad">
        <Icon name="alert" size={13} /> {row.code ?? 'Failed'}
      </span>
    );
  const [first] = row.cache;
  const tries = row.attempts.filter(({ outcome }) => !outcome.startsWith('SKIPPED')).length;
  return (
    <>
      {row.degraded > 0 && <span className="badge warn">Degraded</span>}{' '}
      {first && <span className={`badge cache-${first.status.toLowerCase()}`}>{words(first.status)}</span>}{' '}
      {tries > 1 && <span className="badge warn">{tries} attempts</span>}
    </>
  );
}

interface RowProps {
  row: RequestRowFragment;
  isOpen: boolean;
  onOpen: (row: RequestRowFragment) => void;
}

/** Drawn once: thousands may stand in the list while it is read again every two seconds. */
const Row = memo(function Row({ row, isOpen, onOpen }: RowProps) {
  return (
    <tr className={isOpen ? 'open' : undefined}>
      <td>
        <button type="button" className="row-button" aria-expanded={isOpen} onClick={() => onOpen(row)}>
          {moment(row.at)}
        </button>
      </td>
      <td>{words(row.task)}</td>
      <td>
        <Outcome row={row} />
      </td>
      <td className="number">{milliseconds(row.latencyMs)}</td>
      <td className="clipped" title={row.models.join(', ')}>
        {row.models.join(', ') || '–'}
      </td>
      <td className="number">{row.texts}</td>
    </tr>
  );
});

interface RequestListProps {
  rows: readonly RequestRowFragment[];
  /** The name of the request that is open. */
  open: string | undefined;
  /** Must stay the same function from one drawing to the next. */
  onOpen: (row: RequestRowFragment) => void;
}

export function RequestList({ rows, open, onOpen }: RequestListProps) {
  return (
    <section className="table-box" aria-label="Requests" ref={reachable}>
      <table className="table requests-table">
        <thead>
          <tr>
            <th scope="col">Ended</th>
            <th scope="col">Task</th>
            <th scope="col">Status</th>
            <th scope="col" className="number">
              Latency
            </th>
            <th scope="col">Model</th>
            <th scope="col" className="number">
              Texts
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} isOpen={open === row.id} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
