import { describe, expect, it } from 'vitest';
import type { RequestRowFragment } from '../../../console/src/generated/graphql.ts';
import { timeParts, wholeOf } from '../../../console/src/requests/time-parts.ts';

type Row = Pick<RequestRowFragment, 'phases' | 'attempts' | 'failed'>;
const partsOf = (row: Row) => timeParts(row as RequestRowFragment);

const failing: Row = {
  failed: 0,
  attempts: [
    { backend: 'local', model: 'local/a', outcome: 'SKIPPED_UNSUPPORTED', code: 'UNSUPPORTED_LANGUAGE', latencyMs: 0 },
    { backend: 'cloud', model: 'cloud/b', outcome: 'ERROR', code: 'UPSTREAM_UNAVAILABLE', latencyMs: 20 },
    { backend: 'cloud', model: 'cloud/b', outcome: 'OK', code: null, latencyMs: 30 },
  ],
  phases: [
    { kind: 'PREPARE', startMs: 0, lengthMs: 0.5, attempt: null },
    { kind: 'CACHE', startMs: 0.5, lengthMs: 0.5, attempt: null },
    { kind: 'CACHE', startMs: 30, lengthMs: 8, attempt: null },
    { kind: 'ATTEMPT', startMs: 1, lengthMs: 20, attempt: 1 },
    { kind: 'QUEUE', startMs: 40, lengthMs: 5, attempt: 2 },
    { kind: 'ATTEMPT', startMs: 45, lengthMs: 30, attempt: 2 },
  ],
};

describe('the parts of a request', () => {
  it('come in their order, each at its time, with what was passed over', () => {
    expect(partsOf(failing).map(({ label, kind, failed, startMs }) => [label, kind, failed, startMs])).toEqual([
      ['Checks and language', 'PREPARE', false, 0],
      ['local/a: skipped unsupported', 'PASSED_OVER', true, 0],
      ['Looking for a cached answer', 'CACHE', false, 0.5],
      ['cloud/b: error', 'ATTEMPT', true, 1],
      ['Looking for a cached answer', 'CACHE', false, 30],
      ['cloud/b: waited for a place', 'QUEUE', false, 40],
      ['cloud/b: answered', 'ATTEMPT', false, 45],
    ]);
  });

  it('end with the look for a cached answer where that was found', () => {
    const kept: Row = { failed: 0, attempts: [], phases: failing.phases.slice(0, 2) };
    expect(partsOf(kept).map(({ kind }) => kind)).toEqual(['PREPARE', 'CACHE']);
  });

  it('fit on a line as long as what ended last', () => {
    expect(wholeOf(50, partsOf(failing))).toBe(75);
    expect(wholeOf(0, [])).toBeGreaterThan(0);
  });
});
