import { useCallback, useEffect, useRef, useState } from 'react';
import { send } from '../api/send.ts';
import { RequestsDocument, type RequestsQueryVariables } from '../generated/graphql.ts';
import { pageSize, type Read, readNewest } from './newest.ts';

type Filters = Omit<RequestsQueryVariables, 'first' | 'after'>;

const liveEveryMs = 2000;
const nothing: Read = { rows: [], more: false };

/** The newest requests that fit, read again every two seconds while `live`; `older()` reads a page more. */
export function useRequests(filters: Filters, live: boolean) {
  const key = JSON.stringify(filters);
  const [read, setRead] = useState<Read & { key?: string }>(nothing);
  const [reading, setReading] = useState(false);
  const isReading = useRef(false);
  const known = useRef<Read>(nothing);
  const depth = useRef(pageSize);
  const latest = useRef<AbortController>(undefined);

  const readAgain = useCallback(async () => {
    latest.current?.abort();
    const controller = new AbortController();
    latest.current = controller;
    isReading.current = true;
    setReading(true);
    const ask = async (after?: string) => {
      const variables = { ...(JSON.parse(key) as Filters), first: pageSize, after };
      const { data, failure } = await send(RequestsDocument, variables, { signal: controller.signal });
      if (failure) return { failure };
      const { edges, pageInfo } = data.requests;
      return { page: { rows: edges.map(({ cursor, node }) => ({ ...node, cursor })), more: pageInfo.hasNextPage } };
    };
    try {
      known.current = await readNewest(ask, known.current, depth.current);
      setRead({ ...known.current, key });
      isReading.current = false;
      setReading(false);
    } catch (thrown) {
      if (!controller.signal.aborted) throw thrown;
    }
  }, [key]);

  useEffect(() => {
    known.current = nothing;
    depth.current = pageSize;
    void readAgain();
    return () => latest.current?.abort();
  }, [readAgain]);
  useEffect(() => {
    if (!live) return;
    // A slow gateway is waited for, rather than asked again before it could answer.
    const tick = () => document.visibilityState === 'visible' && !isReading.current && void readAgain();
    const timer = setInterval(tick, liveEveryMs);
    return () => clearInterval(timer);
  }, [readAgain, live]);

  const older = () => {
    depth.current += pageSize;
    void readAgain();
  };
  return { ...read, isRead: read.key !== undefined, isCurrent: read.key === key, reading, again: () => void readAgain(), older };
}
