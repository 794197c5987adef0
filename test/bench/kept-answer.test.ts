import { eld } from 'eld/extrasmall';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMemory, type Memory } from '../../src/cache/memory.ts';
import { openCache } from '../../src/cache/open-cache.ts';
import { createGateway } from '../../src/gateway.ts';
import { loadSettings } from '../../src/main.ts';
import type { Model } from '../../src/model.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { scriptedBackend, scriptedModel, testCall } from '../support/models.ts';

const FRESH = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
const ROUTE = { policy: 'fallback', models: ['local'], maxAttempts: 3, hedge: false } as const;

/** A memory that counts how often it is asked. */
function countedMemory(): Memory & { gets: number } {
  const memory = createMemory(1_000_000);
  const counted = {
    ...memory,
    gets: 0,
    get(key: string) {
      counted.gets += 1;
      return memory.get(key);
    },
  };
  return counted;
}

function openCounted(languages: readonly string[] = []) {
  const model = scriptedModel({ confidence: 0.9, languages });
  const judged = { supports: 0 };
  const counting: Model<'sentiment'> = {
    ...model,
    supports(options) {
      judged.supports += 1;
      return model.supports(options);
    },
  };
  const memory = countedMemory();
  const telemetry = createTelemetry({ requests: 10, keepTexts: false });
  const finished = vi.spyOn(telemetry, 'finished');
  const { retry, breaker } = loadSettings({ env: {} });
  const gateway = createGateway({
    backends: [scriptedBackend('local', [counting])],
    settings: {
      routes: { classify: ROUTE, sentiment: ROUTE, translate: ROUTE, summarize: ROUTE },
      retry,
      breaker,
      cache: {
        enabled: true,
        scope: 'tenant',
        freshness: { classify: FRESH, sentiment: FRESH, translate: FRESH, summarize: FRESH },
      },
    },
    room: { ...openCache({ maxBytes: 1, flightMs: 1_000 }), memory },
    telemetry,
  });
  return { gateway, model, judged, memory, finished };
}

const texts = (count: number) => Array.from({ length: count }, (_, place) => `The ${place + 1}th parcel came on time and whole.`);

describe('a cached answer', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([1, 50])('costs one look into memory for each of %i texts, and no call, timer or signal', async (count) => {
    const { gateway, model, judged, memory, finished } = openCounted();
    await gateway.run('sentiment', texts(count), {}, testCall());
    const asked = model.asked.length;
    const call = testCall();
    [judged.supports, memory.gets] = [0, 0];
    finished.mockClear();
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const signals = vi.spyOn(globalThis, 'AbortController');
    const listeners = vi.spyOn(call.signal, 'addEventListener');

    const outcomes = await gateway.run('sentiment', texts(count), {}, call);

    expect(outcomes.map(({ cache }) => cache.status)).toEqual(Array(count).fill('HIT'));
    expect(model.asked).toHaveLength(asked);
    expect({ looks: memory.gets, judged: judged.supports, records: finished.mock.calls.length }).toEqual({
      looks: count,
      judged: 0, // what was asked lately is planned already
      records: 1,
    });
    expect(timers.mock.calls.length).toBeLessThanOrEqual(1); // the memory looks at the clock once a second
    for (const spy of [signals, listeners]) expect(spy).not.toHaveBeenCalled();
  });

  it.each([
    ['once, where a model asks for it', ['en'], 1],
    ['never, where no model asks for it', [], 0],
  ])('has the language of its text found %s', async (_, languages, times) => {
    const { gateway } = openCounted(languages);
    const [text = ''] = texts(1);
    const detect = vi.spyOn(eld, 'detect');
    for (let time = 0; time < 3; time++) await gateway.run('sentiment', [text], {}, testCall());
    expect(detect).toHaveBeenCalledTimes(times);
  });
});
