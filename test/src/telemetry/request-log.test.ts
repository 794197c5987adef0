import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { outcomeOf } from '../../../src/model.ts';
import { createTelemetry } from '../../../src/telemetry/telemetry.ts';
import { testCall } from '../../support/models.ts';

const model = { id: 'm', version: '1', backend: 'b' };
const outcomes = [{ ...outcomeOf<'sentiment'>({ value: { label: 'POSITIVE', scores: [] }, model }), attempts: [] }];
const finished = {
  task: 'sentiment',
  call: testCall(),
  outcomes,
  lookUps: [],
  startedMs: 0,
  latencyMs: 1,
} as const;

/** Bytes in use after everything was collected. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

it('keeps the start of long texts, and the rest of them not even in memory', () => {
  const telemetry = createTelemetry({ requests: 100, keepTexts: true });
  const before = heapBytes();
  for (let time = 0; time < 100; time++)
    telemetry.finished({ ...finished, texts: [String.fromCharCode(0x4e00 + time).repeat(200_000)] });
  expect((heapBytes() - before) / 100).toBeLessThan(50_000);
  const [last] = telemetry.requests.read({ first: 1, fits: () => true });
  expect(last?.excerpt).toBe(String.fromCharCode(0x4e00 + 99).repeat(2_000));
});

it('remembers nothing of a text that the settings do not let it keep', () => {
  const telemetry = createTelemetry({ requests: 10, keepTexts: false });
  telemetry.finished({ ...finished, texts: ['a secret'] });
  expect(JSON.stringify(telemetry.requests.read({ first: 10, fits: () => true }))).not.toContain('secret');
});
