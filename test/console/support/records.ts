/** What a gateway remembers of requests, made up: the pages of operators show it as if somebody had asked. */
import type { Charge } from '../../../src/account.ts';
import { noSpend } from '../../../src/ledger/spend.ts';
import type { RequestRecord } from '../../../src/telemetry/request-record.ts';
import type { Telemetry } from '../../../src/telemetry/telemetry.ts';

const timesOf = (enqueuedAt: number, startedAt: number, endedAt: number) => ({ enqueuedAt, startedAt, endedAt });

const answered: Omit<RequestRecord, 'sequence' | 'requestId' | 'at'> = {
  task: 'sentiment',
  tenant: 'public',
  texts: 1,
  characters: 12,
  startedMs: 1_000,
  latencyMs: 20,
  failed: 0,
  degraded: 0,
  cache: { MISS: 1 },
  models: ['rules/echo'],
  attempts: [{ backend: 'rules', model: 'echo', outcome: 'OK', latencyMs: 15, times: timesOf(1_003, 1_004, 1_018) }],
  lookUps: [{ startedAt: 1_001, endedAt: 1_003 }],
  bill: { asked: { ...noSpend(), calls: 1, inputTokens: 12, outputTokens: 1, unpricedCalls: 1 }, background: noSpend() },
};

/** Puts one record for each of `changes` behind those that are there. */
export function remember(
  telemetry: Pick<Telemetry, 'requests' | 'metrics'>,
  changes: readonly Partial<RequestRecord>[],
  first = 1,
): void {
  changes.forEach((change, place) => {
    const sequence = first + place;
    const record = { ...answered, sequence, requestId: `request-${sequence}`, at: Date.now(), ...change };
    telemetry.metrics.add(Object.assign(telemetry.requests.next(), record));
    const [called = ''] = record.models;
    const [backend = '', id = ''] = called.split('/');
    const usage = { inputTokens: 12, outputTokens: 1, estimated: false };
    const charge: Charge = { kind: 'ANSWER', model: { id, version: '1', backend }, texts: ['a'], usages: [usage], calls: 1 };
    if (record.bill && called !== '') telemetry.metrics.book({ task: record.task, tenant: record.tenant, charge });
  });
}

/** One that failed after two tries. */
export const failed: Partial<RequestRecord> = {
  failed: 1,
  code: 'RATE_LIMITED',
  models: [],
  bill: undefined,
  lookUps: [{ startedAt: 1_000.5, endedAt: 1_001 }],
  attempts: [
    {
      backend: 'rules',
      model: 'echo',
      outcome: 'ERROR',
      code: 'UPSTREAM_UNAVAILABLE',
      latencyMs: 9,
      times: timesOf(1_001, 1_001, 1_010),
    },
    {
      backend: 'rules',
      model: 'echo',
      outcome: 'ERROR',
      code: 'RATE_LIMITED',
      latencyMs: 5,
      times: timesOf(1_014, 1_014, 1_019),
    },
  ],
};
