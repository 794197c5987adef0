import { useState } from 'react';
import { columnName } from '../compare/comparison.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { reachable } from '../ui/reachable.ts';
import type { RowResult } from './ask-rows.ts';
import type { Job } from './job.ts';
import { isRight } from './score.ts';

const pageRows = 50;

function ResultCell({ result, label }: { result: RowResult | undefined; label: string | undefined }) {
  if (!result) return <span className="hint">waiting</span>;
  if (result.error)
    return (
      <span className="cell-error">
        <Icon name="alert" size={14} /> {result.error.code}: {result.error.message}
      </span>
    );
  const right = isRight(label, result.outcome);
  return (
    <span className="cell-text" dir="auto">
      {right !== undefined && <Icon name={right ? 'check' : 'close'} size={14} />}
      {right !== undefined && <span className="visually-hidden">{right ? 'right:' : 'wrong:'} </span>}
      {result.outcome}
    </span>
  );
}

function Pager({ page, pages, onPage }: { page: number; pages: number; onPage: (page: number) => void }) {
  if (pages < 2) return null;
  return (
    <nav className="row" aria-label="Pages of rows">
      <button type="button" className="button small" disabled={page === 0} onClick={() => onPage(page - 1)}>
        Earlier
      </button>
      <span className="hint">
        Page {count(page + 1)} of {count(pages)}
      </span>
      <button type="button" className="button small" disabled={page >= pages - 1} onClick={() => onPage(page + 1)}>
        Later
      </button>
    </nav>
  );
}

/** The rows with what each column answered, fifty at a time. */
export function RowsTable({ job }: { job: Job }) {
  const [chosen, setPage] = useState(0);
  const pages = Math.ceil(job.items.length / pageRows);
  // The rows may have become fewer since the page was chosen.
  const page = Math.max(0, Math.min(chosen, pages - 1));
  const labeled = job.items.some(({ label }) => label !== undefined);
  const start = page * pageRows;
  const shown = job.items.slice(start, start + pageRows).map((item, index) => ({ ...item, place: start + index }));
  return (
    <section className="card stack" aria-label="Results of the rows">
      <section className="table-box" aria-label="Rows" ref={reachable}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Text</th>
              {labeled && <th scope="col">Expected</th>}
              {job.columns.map(({ column }) => (
                <th key={column.id} scope="col">
                  <bdi>{columnName(column)}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ text, label, place }) => (
              <tr key={place}>
                <td>{place + 1}</td>
                <td>
                  <span className="cell-text" dir="auto">
                    {text}
                  </span>
                </td>
                {labeled && (
                  <td className="expected">
                    <bdi>{label}</bdi>
                  </td>
                )}
                {job.columns.map(({ column, results }) => (
                  <td key={column.id}>
                    <ResultCell result={results[place]} label={label} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Pager page={page} pages={pages} onPage={setPage} />
    </section>
  );
}
