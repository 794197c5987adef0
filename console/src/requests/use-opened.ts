import { useEffect, useState } from 'react';
import { send } from '../api/send.ts';
import { type RequestRowFragment, RequestsDocument } from '../generated/graphql.ts';

type Row = RequestRowFragment;

/** What the address says of a request: a gateway that was started anew counts from 1 again, so the number is not enough. */
export const openName = ({ sequence, requestId }: Row): string => `${sequence}-${requestId}`;

/** Whether a request is the one of that name; a number alone is a name too. */
export const isNamed = (row: Row, open: string): boolean => open === openName(row) || open === String(row.sequence);

/** The request that the address names: from the list, or asked for by itself where the list does not reach it. */
export function useOpened(rows: readonly Row[], open: string | undefined): Row | 'gone' | undefined {
  const [asked, setAsked] = useState<{ open: string; row?: Row }>();
  const listed = open === undefined ? undefined : rows.find((row) => isNamed(row, open));
  const isMissing = open !== undefined && !listed && asked?.open !== open;
  useEffect(() => {
    if (!isMissing || open === undefined) return;
    const controller = new AbortController();
    send(RequestsDocument, { first: 1, before: Number.parseInt(open, 10) + 1 }, { signal: controller.signal }).then(
      ({ data }) => data && setAsked({ open, row: data.requests.find((row) => isNamed(row, open)) }),
      () => undefined,
    );
    return () => controller.abort();
  }, [open, isMissing]);
  if (open === undefined) return undefined;
  if (listed) return listed;
  return asked?.open === open ? (asked.row ?? 'gone') : undefined;
}
