import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openCache } from '../../../../src/cache/open-cache.ts';
import { openStore } from '../../../../src/cache/stores/open-store.ts';
import { cache } from '../../../../src/layers/cache.ts';
import { isAnswered } from '../../../../src/model.ts';
import type { SentimentLabel } from '../../../../src/task.ts';
import { type ManglingProxy, type Mishap, startManglingProxy } from '../../../support/mangling-proxy.ts';
import { scriptedModel, testCall } from '../../../support/models.ts';
import { openSchema, postgresMissing, type TestSchema } from '../../../support/postgres.ts';
import { redisMissing, startRedis, type TestRedis } from '../../../support/redis.ts';

const RUNS = 6;

const noRedis = redisMissing();
const noPostgres = await postgresMissing();
for (const missing of [noRedis, noPostgres]) if (missing) console.warn(`skipped: spoiled replies of a store (${missing})`);

const owner = { task: 'sentiment', model: { id: 'scripted', version: '1', backend: 'local' } } as const;
const freshness = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };

const at = fc.nat({ max: 400 });
const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  fc.constant<Mishap>({ kind: 'whole' }),
  fc.record({ kind: fc.constant('late' as const), ms: fc.integer({ min: 1, max: 120 }) }),
  fc.constant<Mishap>({ kind: 'doubled' }),
  fc.constant<Mishap>({ kind: 'lost' }),
  fc.record({ kind: fc.constant('in pieces' as const), at }),
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.constant<Mishap>({ kind: 'reset' }),
  fc.record({ kind: fc.constant('garbled' as const), at, bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }) }),
);

/** What the model says of a text: different for different texts, so that an answer to another one is seen. */
const rightFor = (text: string): SentimentLabel => (['POSITIVE', 'NEUTRAL', 'NEGATIVE'] as const)[Number(text) % 3] ?? 'NEUTRAL';

const unheard: unknown[] = [];
const hear = (error: unknown) => void unheard.push(error);
beforeAll(() => {
  process.on('unhandledRejection', hear).on('uncaughtExceptionMonitor', hear);
});
afterAll(() => {
  process.off('unhandledRejection', hear).off('uncaughtExceptionMonitor', hear);
});
afterEach(() => expect(unheard.splice(0)).toEqual([]));

async function answersRight(proxy: ManglingProxy, url: string, mishaps: readonly Mishap[]): Promise<void> {
  proxy.plan(mishaps);
  const room = openCache({ maxBytes: 1, flightMs: 5_000 }, await openStore(url)); // no memory: the store is asked each time
  const model = scriptedModel({ answer: async (text) => rightFor(text) });
  const run = cache(model.run, owner, room, freshness, 'tenant');
  for (let round = 0; round < 6; round++) {
    const texts = Array.from({ length: 6 }, (_, place) => String(place + round));
    const outcomes = await run(texts, {}, testCall());
    expect(outcomes.every(isAnswered)).toBe(true);
    expect(outcomes.map(({ result }) => 'value' in result && result.value.label)).toEqual(texts.map(rightFor));
  }
  proxy.plan([]);
  await vi.waitFor(
    async () => {
      const outcomes = await run(['1'], {}, testCall());
      expect(outcomes[0]?.cache.level).toBe('STORE');
    },
    { timeout: 60_000, interval: 50 },
  );
  await room.store?.close();
  await vi.waitFor(() => expect(proxy.open()).toBe(0), { timeout: 30_000 });
}

/** A reply that swallows the beginning of the next: from then on each answers the question before it. */
const SWALLOWED: Mishap[] = [
  { kind: 'late', ms: 118 },
  { kind: 'garbled', at: 397, bytes: Uint8Array.from([253, 250]) },
];

const property = (proxyOf: () => ManglingProxy, urlOf: () => string) =>
  fc.assert(
    fc.asyncProperty(fc.array(mishap, { minLength: 1, maxLength: 25 }), (mishaps) => answersRight(proxyOf(), urlOf(), mishaps)),
    { numRuns: RUNS, interruptAfterTimeLimit: 60_000, endOnFailure: true, examples: [[SWALLOWED]] },
  );

describe.skipIf(noRedis)('a Redis whose replies are cut, late, doubled, garbled or reset', () => {
  let redis: TestRedis;
  let proxy: ManglingProxy;
  beforeAll(async () => {
    redis = await startRedis();
    const { hostname, port } = new URL(redis.url);
    proxy = await startManglingProxy({ host: hostname, port: Number(port) });
  });
  afterAll(async () => {
    await proxy.close();
    await redis.stop();
  });

  it('costs no right answer, ends nothing, and is used again when it is whole', async () => {
    await property(
      () => proxy,
      () => `redis://127.0.0.1:${proxy.port}`,
    );
  });
});

describe.skipIf(noPostgres)('a Postgres whose replies are cut, late, doubled, garbled or reset', () => {
  let schema: TestSchema;
  let proxy: ManglingProxy;
  beforeAll(async () => {
    schema = await openSchema();
    proxy = await startManglingProxy({ host: '127.0.0.1', port: 5432 });
  });
  afterAll(async () => {
    await proxy.close();
    await schema.drop();
  });

  it('costs no right answer, ends nothing, and is used again when it is whole', async () => {
    await property(
      () => proxy,
      () => schema.urlAt(proxy.port),
    );
  });
});
