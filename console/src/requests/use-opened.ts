import { useEffect, useState } from 'react';
import { send } from '../api/send.ts';
import { type RequestRowFragment, RequestsDocument } from '../generated/graphql.ts';

type Row = RequestRowFragment;

/** The request that the address names: from the list, or asked for by itself where the list does not reach it. */
export function useOpened(rows: readonly Row[], open: number | undefined): Row | 'gone' | undefined {
  const [asked, setAsked] = useState<{ open: number; row?: Row }>();
  const listed = rows.find(({ sequence }) => sequence === open);
  const isMissing = open !== undefined && !listed && asked?.open !== open;
  useEffect(() => {
    if (!isMissing || open === undefined) return;
    const controller = new AbortController();
    send(RequestsDocument, { first: 1, before: open + 1 }, { signal: controller.signal }).then(
      ({ data }) => data && setAsked({ open, row: data.requests.find(({ sequence }) => sequence === open) }),
      () => undefined,
    );
    return () => controller.abort();
  }, [open, isMissing]);
  if (open === undefined) return undefined;
  if (listed) return listed;
  return asked?.open === open ? (asked.row ?? 'gone') : undefined;
}
