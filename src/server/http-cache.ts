import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { CacheHint } from '../../resolvers/context.ts';
import { isAnswered } from '../model.ts';

export interface HttpCacheHint extends CacheHint {
  /** `cache-control` of an answer without errors; undefined when nobody may keep it. */
  headers(): Readonly<Record<string, string>> | undefined;
}

/** What no task had a part in, or what is of this moment, can change at any time: a copy serves only while its `etag` is still the same. */
const ASK_FIRST = { 'cache-control': 'private, no-cache' };

/**
 * Gathers how long an answer to a GET may be kept: as long as all its parts are fresh, by everybody if all may share them.
 * `max-age` is what is left of that time, without an `age`: some proxies pass over `age`, and would keep an answer for too long.
 */
export function createCacheHint(): HttpCacheHint {
  let mayKeep = true;
  let isOfThisMoment = false;
  let isShared = true;
  let freshSeconds: number | undefined;
  return {
    answered(outcomes) {
      for (const outcome of outcomes) {
        const { freshSeconds: fresh, shared = false } = outcome.cache;
        if (!isAnswered(outcome) || outcome.degraded || fresh === undefined) mayKeep = false;
        freshSeconds = Math.min(freshSeconds ?? Number.POSITIVE_INFINITY, fresh ?? 0);
        isShared &&= shared;
      }
    },
    ofThisMoment() {
      isOfThisMoment = true;
    },
    never() {
      mayKeep = false;
    },
    headers() {
      if (!mayKeep) return undefined;
      if (isOfThisMoment || freshSeconds === undefined) return ASK_FIRST;
      return { 'cache-control': `${isShared ? 'public' : 'private'}, max-age=${freshSeconds}` };
    },
  };
}

/** Names a body, so that a caller who has it already need not get it again. */
export function etagOf(type: string, body: string): string {
  return `"${createHash('sha256').update(type).update(body).digest('base64url').slice(0, 27)}"`;
}

/** True when the caller has the body that `etag` names. */
export function hasAlready({ 'if-none-match': known = '' }: IncomingHttpHeaders, etag: string): boolean {
  return known.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}
