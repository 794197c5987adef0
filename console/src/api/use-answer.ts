import { useCallback, useEffect, useRef, useState } from 'react';
import type { TypedDocumentString } from '../generated/graphql.ts';
import type { Failure } from './failure.ts';
import { send, type Whole } from './send.ts';

export interface Answered<R> {
  /** The last answer; it stays while the next is awaited, and beside a failure. */
  data?: R;
  failure?: Failure;
  reading: boolean;
  read: () => void;
}

/** Asks once and whenever the variables change, then again every `everyMs` while the page can be seen; 0 for never. */
export function useAnswer<R, V>(document: TypedDocumentString<R, V>, variables: V, everyMs: number): Answered<Whole<R>> {
  const [state, setState] = useState<{ data?: Whole<R>; failure?: Failure; reading: boolean }>({ reading: true });
  const latest = useRef<AbortController>(undefined);
  const isReading = useRef(false);
  const key = JSON.stringify(variables);
  const read = useCallback(async () => {
    latest.current?.abort();
    const controller = new AbortController();
    latest.current = controller;
    isReading.current = true;
    setState((before) => ({ ...before, reading: true }));
    try {
      const { data, failure } = await send(document, JSON.parse(key) as V, { signal: controller.signal });
      isReading.current = false;
      setState((before) => ({ data: data ?? before.data, failure, reading: false }));
    } catch (thrown) {
      if (!controller.signal.aborted) throw thrown;
    }
  }, [document, key]);
  useEffect(() => {
    void read();
    return () => latest.current?.abort();
  }, [read]);
  useEffect(() => {
    if (everyMs === 0) return;
    // A slow gateway is waited for, rather than asked again before it could answer.
    const tick = () => globalThis.document.visibilityState === 'visible' && !isReading.current && void read();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [read, everyMs]);
  return { ...state, read: () => void read() };
}
