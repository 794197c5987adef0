import { describe, expect, it } from 'vitest';
import type { Attempt, LookUp } from '../../../src/account.ts';
import { phasesOf } from '../../../src/telemetry/phases.ts';
import type { RequestRecord } from '../../../src/telemetry/request-record.ts';

const record = (attempts: readonly Attempt[], latencyMs = 100, lookUps: readonly LookUp[] = []) =>
  ({ startedMs: 1_000, latencyMs, attempts, lookUps }) as unknown as RequestRecord;

const attempt = (enqueuedAt: number, startedAt: number, endedAt: number): Attempt => ({
  backend: 'cloud',
  model: 'm',
  outcome: 'OK',
  latencyMs: endedAt - startedAt,
  times: { enqueuedAt, startedAt, endedAt },
});

describe('the time of a request', () => {
  it('is what came before, then each attempt with its wait, at their places in it', () => {
    expect(phasesOf(record([attempt(1_005, 1_005, 1_030), attempt(1_050, 1_070, 1_099)]))).toEqual([
      { kind: 'PREPARE', startMs: 0, lengthMs: 5 },
      { kind: 'ATTEMPT', startMs: 5, lengthMs: 25, attempt: 0 },
      { kind: 'QUEUE', startMs: 50, lengthMs: 20, attempt: 1 },
      { kind: 'ATTEMPT', startMs: 70, lengthMs: 29, attempt: 1 },
    ]);
  });

  it('went into preparing alone where no model was asked', () => {
    const skipped: Attempt = { backend: 'cloud', model: 'm', outcome: 'SKIPPED_UNHEALTHY', latencyMs: 0 };
    expect(phasesOf(record([skipped], 3))).toEqual([{ kind: 'PREPARE', startMs: 0, lengthMs: 3 }]);
  });

  it('has the looks for cached answers as parts of their own, at their places in it', () => {
    const lookUps = [
      { startedAt: 1_002, endedAt: 1_005 },
      { startedAt: 1_040, endedAt: 1_050 },
    ];
    expect(phasesOf(record([attempt(1_005, 1_005, 1_030), attempt(1_050, 1_050, 1_099)], 100, lookUps))).toEqual([
      { kind: 'PREPARE', startMs: 0, lengthMs: 2 },
      { kind: 'CACHE', startMs: 2, lengthMs: 3 },
      { kind: 'CACHE', startMs: 40, lengthMs: 10 },
      { kind: 'ATTEMPT', startMs: 5, lengthMs: 25, attempt: 0 },
      { kind: 'ATTEMPT', startMs: 50, lengthMs: 49, attempt: 1 },
    ]);
  });

  it('counts looks side by side once, and nothing that went on without the caller', () => {
    const lookUps = [
      { startedAt: 1_003, endedAt: 1_006 },
      { startedAt: 1_001, endedAt: 1_004 },
      { startedAt: 1_008, endedAt: 1_020 },
      { startedAt: 1_015, endedAt: 1_016 },
    ];
    expect(phasesOf(record([], 10, lookUps))).toEqual([
      { kind: 'PREPARE', startMs: 0, lengthMs: 1 },
      { kind: 'CACHE', startMs: 1, lengthMs: 5 },
      { kind: 'CACHE', startMs: 8, lengthMs: 2 },
    ]);
  });

  it('may begin before the request where another had asked the same', () => {
    expect(phasesOf(record([attempt(980, 990, 1_040)], 41))).toEqual([
      { kind: 'QUEUE', startMs: -20, lengthMs: 10, attempt: 0 },
      { kind: 'ATTEMPT', startMs: -10, lengthMs: 50, attempt: 0 },
    ]);
  });
});
