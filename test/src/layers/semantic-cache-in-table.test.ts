import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openCache } from '../../../src/cache/open-cache.ts';
import { purge } from '../../../src/cache/purge.ts';
import { createSemanticIndex } from '../../../src/cache/semantic-index.ts';
import { createTable } from '../../../src/table.ts';
import { TASKS, type Task } from '../../../src/task.ts';
import { scriptedBackend, scriptedModel, testCall } from '../../support/models.ts';

const HOUR_MS = 3_600_000;
const everyTask = <Value>(value: Value) => Object.fromEntries(TASKS.map((task) => [task, value])) as Record<Task, Value>;
const lasting = (ttlMs: number) => ({ ttlMs, staleWhileRevalidateMs: HOUR_MS, staleIfErrorMs: 0 });

/** A route to one model, where all texts mean the same and sentiment is fresh for an hour, all else for a day. */
function routeOver(model = scriptedModel({ confidence: 0.95 })) {
  const room = openCache({ maxBytes: 1_000_000, flightMs: 5_000 });
  const semantic = {
    index: createSemanticIndex(100),
    embed: async (texts: readonly string[]) => texts.map(() => Float32Array.of(1, 0)),
    threshold: 0.95,
    minConfidence: 0.9,
  };
  const settings = {
    routes: everyTask({ policy: 'fallback' as const, models: ['local'], maxAttempts: 3, hedge: false }),
    retry: { retries: 0, firstDelayMs: 1, maxDelayMs: 1 },
    breaker: { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 8, maxQueued: 8 },
    cache: {
      enabled: true,
      freshness: { ...everyTask(lasting(24 * HOUR_MS)), sentiment: lasting(HOUR_MS) },
      scope: 'tenant' as const,
      semantic,
    },
  };
  const { routes } = createTable([scriptedBackend('local', [model])], settings, room, () => undefined);
  const ask = async (text: string) => (await routes.sentiment.run([text], {}, testCall()))[0]?.cache.status;
  return { ask, counters: room.counters, rooms: { ...room, semantic: semantic.index } };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

it('serves for near texts as long as answers of its own task are fresh', async () => {
  const { ask } = routeOver();
  await ask('good');
  expect(await ask('fine')).toBe('SEMANTIC_HIT');
  vi.setSystemTime(Date.now() + 2 * HOUR_MS);
  expect(await ask('nice')).toBe('MISS');
});

it('is counted among what the cache has done', async () => {
  const { ask, counters } = routeOver();
  for (const text of ['good', 'fine', 'nice']) await ask(text);
  expect(counters).toMatchObject({ misses: 1, semanticHits: 2, hits: 0 });
});

it.each([{ model: 'local/scripted' }, { task: 'sentiment', tenant: testCall().tenant }, { text: 'good' }] as const)(
  'is forgotten by a purge of %j',
  async (meant) => {
    const { ask, rooms } = routeOver();
    await ask('good');
    expect(await purge(rooms, meant)).toBe(2); // in memory, and among semantic answers
    expect(await ask('fine')).toBe('MISS');
  },
);

it('stays when a purge means others', async () => {
  const { ask, rooms } = routeOver();
  await ask('good');
  expect(await purge(rooms, { task: 'classify' })).toBe(0);
  expect(await ask('fine')).toBe('SEMANTIC_HIT');
});
