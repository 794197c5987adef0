import '../styles/models.css';
import '../styles/compare.css';
import '../styles/operations.css';
import { useState } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { RequestsDocument } from '../generated/graphql.ts';
import { FailureView } from '../results/failure-view.tsx';
import { navigate, usePlace } from '../router.ts';
import { ClosedOperations } from '../ui/closed-operations.tsx';
import { Link } from '../ui/link.tsx';
import { Filters, filtersOf, withParameter } from './filters.tsx';
import { RequestDetail } from './request-detail.tsx';
import { RequestList } from './request-list.tsx';

const liveEveryMs = 2000;
const pageSize = 50;
const maxSize = 100;

/** The last requests of this gateway, newest first. */
export function Requests() {
  const { query } = usePlace();
  const [live, setLive] = useState(true);
  const [first, setFirst] = useState(pageSize);
  const { data, failure, read } = useAnswer(RequestsDocument, { first, ...filtersOf(query) }, live ? liveEveryMs : 0);
  const open = Number(query.get('open')) || undefined;
  const show = (sequence: number | undefined) =>
    navigate(withParameter(query, 'open', sequence && sequence !== open ? String(sequence) : ''), { replace: true });
  if (failure && !data) return <ClosedOperations failure={failure} onRetry={read} />;
  if (!data) return <output className="skeleton" aria-label="Reading the requests" />;
  const rows = data.requests;
  const opened = rows.find(({ sequence }) => sequence === open);
  return (
    <>
      <Filters live={live} onLive={setLive} />
      {failure && <FailureView failure={failure} onRetry={read} />}
      {rows.length === 0 && (
        <p className="empty">
          <span>
            No request fits. Send one from the <Link href="/playground">playground</Link>, or loosen the filters.
          </span>
        </p>
      )}
      <div className={opened ? 'with-detail' : undefined}>
        {rows.length > 0 && (
          <div className="stack">
            <RequestList rows={rows} open={open} onOpen={show} />
            {rows.length === first && first < maxSize && (
              <button type="button" className="button" onClick={() => setFirst(maxSize)}>
                Show more
              </button>
            )}
          </div>
        )}
        {opened && <RequestDetail key={opened.sequence} row={opened} onClose={() => show(undefined)} />}
      </div>
    </>
  );
}
