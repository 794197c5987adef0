import { useEffect, useState } from 'react';
import { send } from '../api/send.ts';
import { type RequestRowFragment, RequestsDocument } from '../generated/graphql.ts';

type Row = RequestRowFragment;

/** The request whose id stands in the address: from the list, or asked for by itself where the list does not reach it. */
export function useOpened(rows: readonly Row[], open: string | undefined): Row | 'gone' | undefined {
  const [asked, setAsked] = useState<{ open: string; row?: Row }>();
  const listed = open === undefined ? undefined : rows.find(({ id }) => id === open);
  const isMissing = open !== undefined && !listed && asked?.open !== open;
  useEffect(() => {
    if (!isMissing || open === undefined) return;
    const controller = new AbortController();
    send(RequestsDocument, { first: 1, id: open }, { signal: controller.signal }).then(
      ({ data }) => data && setAsked({ open, row: data.requests.edges[0]?.node }),
      () => undefined,
    );
    return () => controller.abort();
  }, [open, isMissing]);
  if (open === undefined) return undefined;
  if (listed) return listed;
  return asked?.open === open ? (asked.row ?? 'gone') : undefined;
}
