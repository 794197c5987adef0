import '../styles/models.css';
import '../styles/compare.css';
import '../styles/operations.css';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RequestRowFragment } from '../generated/graphql.ts';
import { currentPlace, navigate, usePlace } from '../router.ts';
import { ClosedOperations } from '../ui/closed-operations.tsx';
import { count } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';
import { filtersOf, withParameters } from './filtering.ts';
import { Filters } from './filters.tsx';
import { pageSize } from './newest.ts';
import { RequestDetail } from './request-detail.tsx';
import { RequestList } from './request-list.tsx';
import { useOpened } from './use-opened.ts';
import { useRequests } from './use-requests.ts';

/** Which request is open; kept in the address. Choosing it again closes it. */
function useOpen() {
  const { query } = usePlace();
  const open = query.get('open') || undefined;
  const show = useCallback((row: RequestRowFragment | undefined) => {
    const { query: now } = currentPlace();
    const isOpen = row?.id === now.get('open');
    navigate(withParameters(now, { open: row && !isOpen ? row.id : '' }), { replace: true });
  }, []);
  return { open, show };
}

const endOfList = 'end-of-requests';
/** Each row is a stop for Tab: past so many there is a way around them. */
const manyStops = 20;

function SkipList() {
  return (
    <button type="button" className="button small skip-list" onClick={() => document.getElementById(endOfList)?.focus()}>
      Skip the list
    </button>
  );
}

/** How far the list reaches, and the way to what is older. */
function Older({ rows, more, older }: Pick<ReturnType<typeof useRequests>, 'rows' | 'more' | 'older'>) {
  const end = useRef<HTMLParagraphElement>(null);
  const isPressed = useRef(false);
  useEffect(() => {
    // The button that was pressed has gone: whoever reads by keyboard goes on from here.
    if (!more && isPressed.current && document.activeElement === document.body) end.current?.focus();
    isPressed.current = false;
  }, [more]);
  const press = () => {
    isPressed.current = true;
    older();
  };
  return (
    <div className="row">
      <p className="hint" tabIndex={-1} ref={end} id={endOfList}>
        {count(rows.length)} shown{more ? '.' : '; nothing older that fits is remembered.'}
      </p>
      {more && (
        <button type="button" className="button small" onClick={press}>
          Show {pageSize} older
        </button>
      )}
    </div>
  );
}

function Empty({ isFiltered }: { isFiltered: boolean }) {
  return (
    <p className="empty">
      {isFiltered ? (
        <span>
          No request fits the filters. <Link href="/requests">Show all requests</Link>
        </span>
      ) : (
        <span>
          Nothing was asked yet. Send something from the <Link href="/playground">playground</Link>: it appears here.
        </span>
      )}
    </p>
  );
}

/** The requests that this gateway remembers, newest first. */
export function Requests() {
  const { query } = usePlace();
  const [live, setLive] = useState(true);
  const list = useRequests(filtersOf(query), live);
  const { open, show } = useOpen();
  const { rows, failure, again } = list;
  const opened = useOpened(rows, open);
  if (failure && rows.length === 0) return <ClosedOperations failure={failure} onRetry={again} />;
  if (!list.isRead) return <output className="skeleton" aria-label="Reading the requests" />;
  return (
    <>
      <Filters live={live} onLive={setLive} />
      {failure && <StaleNotice failure={failure} onRetry={again} />}
      {rows.length === 0 && <Empty isFiltered={Object.keys(filtersOf(query)).length > 0} />}
      <div className={opened ? 'with-detail' : undefined}>
        {rows.length > 0 && (
          <div className={list.isCurrent ? 'stack' : 'stack fading'}>
            {rows.length > manyStops && <SkipList />}
            <RequestList rows={rows} open={open} onOpen={show} />
            <Older {...list} />
          </div>
        )}
        {opened === 'gone' && <p className="empty">This request is no longer remembered.</p>}
        {opened && opened !== 'gone' && <RequestDetail key={opened.id} row={opened} onClose={() => show(undefined)} />}
      </div>
    </>
  );
}
