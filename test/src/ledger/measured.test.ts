/** What was once paid and not told, each with its right value. */
import { afterEach, describe, expect, it } from 'vitest';
import { openCache } from '../../../src/cache/open-cache.ts';
import { GatewayError } from '../../../src/errors.ts';
import { type Asking, createGateway } from '../../../src/gateway.ts';
import { spendOf } from '../../../src/ledger/spend.ts';
import { type Backend, type Model, outcomeOf, type Usage } from '../../../src/model.ts';
import type { RouteEntry } from '../../../src/table.ts';
import { TASKS, type Task } from '../../../src/task.ts';
import { createTelemetry } from '../../../src/telemetry/telemetry.ts';
import { openaiAt } from '../../backends/openai/openai-at.ts';
import { chatUpstream } from '../../support/chat-upstream.ts';

const everyTask = <Value>(value: Value) => Object.fromEntries(TASKS.map((task) => [task, value])) as Record<Task, Value>;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Script {
  local?: boolean;
  confidence?: number;
  usage?: Usage;
}

/** A backend whose one model answers everything, at a price of $0.25 unless said. */
function backendOf(name: string, { local = false, confidence = 0.9, usage = QUARTER }: Script = {}): Backend {
  const model: Model<'sentiment'> = {
    id: 'm',
    version: '1',
    task: 'sentiment',
    info: { languages: [], pairs: [], labels: [], quality: [] },
    maxBatch: 100,
    supports: () => true,
    run: async ({ texts }) =>
      texts.map(() =>
        outcomeOf<'sentiment'>({
          value: { label: 'POSITIVE', scores: [] },
          model: { id: 'm', version: '1', backend: name },
          confidence,
          usage,
        }),
      ),
  };
  return { name, kind: 'scripted', local, models: () => [model] };
}
const QUARTER: Usage = { inputTokens: 10, outputTokens: 1, costUsd: 0.25, estimated: false };
const UNSAID: Usage = { inputTokens: 10, outputTokens: 1, estimated: false };

const opened: { close?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close?.();
});

function open(backends: readonly Backend[], route: Partial<RouteEntry> = {}, ttlMs = 60_000) {
  const whole: RouteEntry = {
    policy: 'fallback',
    models: backends.map(({ name }) => name).filter((name) => name !== route.shadow),
    maxAttempts: 3,
    hedge: false,
    ...route,
  };
  const gateway = createGateway({
    backends,
    settings: {
      routes: everyTask(whole),
      retry: { retries: 2, firstDelayMs: 1, maxDelayMs: 1 },
      breaker: { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 8, maxQueued: 32 },
      cache: {
        enabled: true,
        freshness: everyTask({ ttlMs, staleWhileRevalidateMs: 60_000, staleIfErrorMs: 0 }),
        scope: 'tenant',
      },
    },
    room: openCache({ maxBytes: 1_000_000, flightMs: 5_000 }),
    telemetry: createTelemetry({ requests: 100, keepTexts: false }),
  });
  opened.push(gateway);
  const ask = async (texts: readonly string[], changes: Partial<Asking> = {}) => {
    const outcomes = await gateway.run(
      'sentiment',
      texts,
      {},
      {
        signal: new AbortController().signal,
        deadlineAt: performance.now() + 10_000,
        tenant: 'a',
        requestId: 'r',
        routing: { strategy: 'AUTO', fallback: true },
        cache: 'USE',
        ...changes,
      },
    );
    const [record] = gateway.telemetry.requests.read({ first: 1, fits: () => true });
    return { outcomes, spend: spendOf(outcomes.flatMap(({ shares }) => shares)), bill: record?.bill };
  };
  /** Calls and known cost, by kind, model and tenant; a minute may end meanwhile. */
  const told = () =>
    Object.fromEntries(
      gateway.telemetry.metrics.read(60).flatMap(({ kind, model, tenant, buckets }) => {
        const calls = buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
        const costUsd = buckets.reduce((sum, bucket) => sum + bucket.costUsd, 0);
        return calls > 0 ? [[`${kind} ${model} ${tenant}`, [calls, costUsd]]] : [];
      }),
    );
  return { ask, told };
}

describe('what was paid is told', () => {
  it('of a cascade from a local model that says nothing of its cost to one in the cloud', async () => {
    const local = backendOf('local', { local: true, confidence: 0.1, usage: UNSAID });
    const { ask, told } = open([local, backendOf('cloud')], { policy: 'cascade', minConfidence: 0.7 });
    const { spend, bill } = await ask(['x']);
    expect(spend).toMatchObject({ calls: 2, costUsd: 0.25, unpricedCalls: 0 });
    expect(bill?.asked).toEqual(spend);
    expect(told()).toEqual({ 'ANSWER local/m a': [1, 0], 'ANSWER cloud/m a': [1, 0.25] });
  });

  it('of a local model alone: nothing, and known to be nothing', async () => {
    const { ask } = open([backendOf('local', { local: true, usage: UNSAID })]);
    const { spend, outcomes } = await ask(['x']);
    expect(spend).toMatchObject({ calls: 1, costUsd: 0, unpricedCalls: 0 });
    expect(outcomes[0]?.result).toMatchObject({ usage: { costUsd: 0 } });
  });

  it('beside what is not known, which spoils no sum', async () => {
    const unsure = backendOf('first', { confidence: 0.1, usage: UNSAID });
    const { ask } = open([unsure, backendOf('second')], { policy: 'cascade', minConfidence: 0.7 });
    expect((await ask(['x'])).spend).toMatchObject({ calls: 2, costUsd: 0.25, unpricedCalls: 1 });
  });

  it('of the refresh of a stale answer, to the tenant that caused it', async () => {
    const { ask, told } = open([backendOf('cloud')], {}, 1);
    await ask(['x']);
    await pause(10);
    const { outcomes, bill, spend } = await ask(['x']);
    expect(outcomes[0]?.cache.status).toBe('STALE');
    expect(spend.calls).toBe(0);
    await pause(10);
    expect(bill).toMatchObject({ asked: { calls: 0 }, background: { calls: 1, costUsd: 0.25 } });
    expect(told()).toEqual({ 'ANSWER cloud/m a': [1, 0.25], 'REFRESH cloud/m a': [1, 0.25] });
  });

  it('of a shadow, to the tenant that caused it', async () => {
    const { ask, told } = open([backendOf('local', { local: true }), backendOf('cloud')], { shadow: 'cloud' });
    const { bill } = await ask(['x'], { tenant: 'b' });
    await pause(10);
    expect(bill).toMatchObject({ asked: { calls: 1, costUsd: 0 }, background: { calls: 1, costUsd: 0.25 } });
    expect(told()).toEqual({ 'ANSWER local/m b': [1, 0], 'SHADOW cloud/m b': [1, 0.25] });
  });
});

describe('a chat model whose replies have the wrong form', () => {
  /** An upstream that replies with prose, and notes how many requests were under way at once. */
  async function prosaic() {
    let [underWay, most] = [0, 0];
    const upstream = await chatUpstream(() => {
      most = Math.max(most, ++underWay);
      setTimeout(() => underWay--, 10);
      return { content: 'It is positive.', delayMs: 10 };
    });
    opened.push(upstream);
    return { upstream, most: () => most };
  }

  it('costs a call for the list and one for each of its texts, all of them told, and at most as many at once as it may', async () => {
    const { upstream, most } = await prosaic();
    const { ask, told } = open([openaiAt(upstream.url, { maxBatch: 50 })]);
    const { outcomes, spend, bill } = await ask(Array.from({ length: 50 }, (_, place) => `The ${place}th soup was cold.`));
    expect(upstream.requests).toHaveLength(51);
    expect(most()).toBeLessThanOrEqual(8);
    expect([spend.calls, bill?.asked.calls, Object.values(told())[0]?.[0]]).toEqual([51, 51, 51]);
    expect(outcomes.map(({ attempts }) => attempts.length)).toEqual(Array(50).fill(2));
    expect(outcomes.every(({ result }) => result instanceof GatewayError && result.code === 'OUTPUT_INVALID')).toBe(true);
  });

  it('is asked no more often than the route lets it, over all models', async () => {
    const { upstream } = await prosaic();
    const [one, two] = [openaiAt(upstream.url), { ...openaiAt(upstream.url), name: 'other' }];
    const { ask } = open([one, two], { maxAttempts: 3 });
    const { outcomes, spend } = await ask(['x']);
    expect(upstream.requests).toHaveLength(3);
    expect([outcomes[0]?.attempts.length, spend.calls]).toEqual([3, 3]);
  });
});
