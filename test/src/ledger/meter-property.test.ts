/** A provider keeps its own bill while a gateway is asked at random: what the gateway tells must be what was billed, to the call and the micro-dollar. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openCache } from '../../../src/cache/open-cache.ts';
import { createSemanticIndex } from '../../../src/cache/semantic-index.ts';
import { GatewayError } from '../../../src/errors.ts';
import { type Asking, createGateway, type GatewayOutcome } from '../../../src/gateway.ts';
import { type Spend, spendOf } from '../../../src/ledger/spend.ts';
import { type Backend, type Batch, type Call, type Model, type Outcome, outcomeOf, type Usage } from '../../../src/model.ts';
import type { Policy } from '../../../src/routing/routing-policy.ts';
import { TASKS, type Task } from '../../../src/task.ts';
import { createTelemetry } from '../../../src/telemetry/telemetry.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const everyTask = <Value>(value: Value) => Object.fromEntries(TASKS.map((task) => [task, value])) as Record<Task, Value>;

/** Numbers below a bound, always the same for a seed. */
function numbersFrom(seed: number) {
  let state = seed + 1;
  return (bound: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
}
type Draw = ReturnType<typeof numbersFrom>;

/** What a provider would send an invoice for. */
interface OwnBill {
  calls: number;
  micros: number;
  unpricedCalls: number;
  underWay: number;
}
const ownBill = (): OwnBill => ({ calls: 0, micros: 0, unpricedCalls: 0, underWay: 0 });

interface Provider {
  backend: Backend;
  bill: OwnBill;
}

/** A provider of one model that answers, fails, breaks off, is late or deaf by chance. `price`: micro-dollars a text, or none that is known. */
function provider(name: string, { local, isPriced, draw }: { local: boolean; isPriced: boolean; draw: Draw }): Provider {
  const bill = ownBill();
  const model = { id: 'm', version: '1', backend: name };
  const used = (): Usage => {
    const micros = draw(1_000);
    if (!local && isPriced) bill.micros += micros;
    const cost = isPriced ? { costUsd: micros / 1_000_000 } : {};
    return { inputTokens: 1 + draw(50), outputTokens: draw(50), estimated: draw(2) === 0, ...cost };
  };
  const answer = (usage: Usage): Outcome<'sentiment'> =>
    outcomeOf({ value: { label: 'POSITIVE', scores: [] }, model, confidence: draw(100) / 100, usage });
  const failed = (code: GatewayError['code'], usage?: Usage): Outcome<'sentiment'> => ({
    ...outcomeOf<'sentiment'>(new GatewayError(code, 'by chance')),
    usage,
  });
  const left = ({ signal }: Call, ms: number) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, ms, false);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  /** What becomes of one call; whatever is returned with a usage has been billed. */
  async function outcomesOf({ texts, sinks }: Batch<'sentiment'>, call: Call): Promise<Outcome<'sentiment'>[]> {
    const all = (make: () => Outcome<'sentiment'>) => texts.map(make);
    if (draw(2) === 0) for (const sink of sinks ?? []) sink.write('a part ');
    switch (draw(11)) {
      case 0:
        return all(() => failed('UPSTREAM_UNAVAILABLE'));
      case 1:
        return all(() => failed('UPSTREAM_TRUNCATED', used()));
      case 2: // no text has its answer: each is asked again alone
        return all(() => ({ ...failed('OUTPUT_INVALID', used()), again: (batch, anew) => run(batch, anew) }));
      case 3: {
        const again: Model<'sentiment'>['run'] = (batch, anew) => run(batch, anew); // all are asked again together
        return all(() => ({ ...failed('UNSUPPORTED_OPTION'), again }));
      }
      case 4: // slow, and stops when nobody waits any more: what it did until then is billed
        return (await left(call, 5 + draw(15))) ? all(() => failed('CLIENT_CLOSED_REQUEST', used())) : all(() => answer(used()));
      case 5: // slow and deaf
        await pause(5 + draw(40));
        return all(() => answer(used()));
      case 6:
        throw new Error('by chance');
      case 7:
        return all(() => (draw(2) === 0 ? answer(used()) : failed('CONTENT_REFUSED', used())));
      default:
        await pause(draw(4));
        return all(() => answer(used()));
    }
  }
  async function run(batch: Batch<'sentiment'>, call: Call): Promise<Outcome<'sentiment'>[]> {
    bill.calls += 1;
    bill.underWay += 1;
    try {
      const outcomes = await outcomesOf(batch, call);
      const hasUnknown = outcomes.some(({ result, usage = 'usage' in result ? result.usage : undefined }) => usage && !isPriced);
      if (!local && hasUnknown) bill.unpricedCalls += 1;
      return outcomes;
    } finally {
      bill.underWay -= 1;
    }
  }
  const info = { languages: [], pairs: [], labels: [], quality: [] };
  const made: Model<'sentiment'> = {
    id: 'm',
    version: '1',
    task: 'sentiment',
    info,
    maxBatch: 1 + draw(5),
    supports: () => true,
    run,
  };
  return { backend: { name, kind: 'scripted', local, models: () => [made] }, bill };
}

/** Few texts, some of which mean the same: callers want the same at once, and neighbors answer for each other. */
const TEXTS = ['one', 'two', 'two again', 'three', 'four', 'four again'];

interface World {
  seed: number;
  remotes: number;
  hasLocal: boolean;
  isPriced: boolean;
  policy: Policy;
  hedge: boolean;
  shadow: boolean;
  near: boolean;
  maxAttempts: number;
  ttlMs: number;
  maxConcurrent: number;
}

function build(world: World) {
  const draw = numbersFrom(world.seed);
  const providers = [
    ...Array.from({ length: world.remotes }, (_, place) =>
      provider(`cloud${place}`, { local: false, isPriced: world.isPriced || place > 0, draw }),
    ),
    ...(world.hasLocal ? [provider('local', { local: true, isPriced: draw(2) === 0, draw })] : []),
  ];
  const shadow = provider('shadow', { local: false, isPriced: true, draw });
  const embeddings = ownBill();
  const near = {
    index: createSemanticIndex(100),
    embedder: {
      model: { id: 'embedder', version: '1', backend: 'cloud-embeddings' },
      async embed(texts: readonly string[]) {
        embeddings.calls += 1;
        if (draw(5) === 0) throw new Error('by chance');
        return texts.map((text) => {
          const micros = draw(100);
          embeddings.micros += micros;
          const angle = TEXTS.indexOf(text.replace(' again', ''));
          const usage = { inputTokens: 2, outputTokens: 0, costUsd: micros / 1_000_000, estimated: false };
          return { vector: Float32Array.of(Math.cos(angle), Math.sin(angle)), usage };
        });
      },
    },
    threshold: 0.99,
    minConfidence: 0.3,
  };
  const route = {
    policy: world.policy,
    models: providers.map(({ backend }) => backend.name),
    weights: { cloud0: 1, local: 1 },
    minConfidence: 0.5,
    maxAttempts: world.maxAttempts,
    hedge: world.hedge,
    ...(world.shadow ? { shadow: 'shadow' } : {}),
  };
  const freshness = { ttlMs: world.ttlMs, staleWhileRevalidateMs: 60_000, staleIfErrorMs: 60_000 };
  const telemetry = createTelemetry({ requests: 1_000, keepTexts: false });
  const gateway = createGateway({
    backends: [...providers, shadow].map(({ backend }) => backend),
    settings: {
      routes: { ...everyTask({ ...route, models: [], shadow: undefined }), sentiment: route },
      retry: { retries: 2, firstDelayMs: 1, maxDelayMs: 2 },
      breaker: {
        failureRateThreshold: 1,
        openDurationMs: 5,
        maxOpenDurationMs: 10,
        maxConcurrent: world.maxConcurrent,
        maxQueued: 100,
      },
      cache: { enabled: true, freshness: everyTask(freshness), scope: 'tenant', semantic: world.near ? near : undefined },
    },
    room: openCache({ maxBytes: 1_000_000, flightMs: 200 }),
    telemetry,
  });
  return { gateway, telemetry, bills: [...providers, shadow].map(({ bill }) => bill), embeddings };
}

interface Wish {
  texts: readonly string[];
  tenant: string;
  leavesAfterMs: number | null;
  listens: boolean;
  cache: Asking['cache'];
  fallback: boolean;
  afterMs: number;
}

/** Asks, leaves when it has had enough, and gives what it was told at that moment. */
async function ask({ gateway }: ReturnType<typeof build>, wish: Wish, requestId: string) {
  await pause(wish.afterMs);
  const caller = new AbortController();
  if (wish.leavesAfterMs !== null) setTimeout(() => caller.abort(), wish.leavesAfterMs);
  const outcomes: readonly GatewayOutcome<'sentiment'>[] = await gateway.run(
    'sentiment',
    wish.texts,
    {},
    {
      signal: caller.signal,
      deadlineAt: performance.now() + 150,
      tenant: wish.tenant,
      requestId,
      routing: { strategy: 'AUTO', fallback: wish.fallback },
      cache: wish.cache,
      listeners: wish.listens ? wish.texts.map(() => ({ write: () => undefined, restart: () => undefined })) : undefined,
    },
  );
  const [record] = gateway.telemetry.requests.read({ first: 1, fits: (one) => one.requestId === requestId });
  return { meta: spendOf(outcomes.flatMap(({ shares }) => shares)), record: { ...(record?.bill?.asked ?? noneOf()) } };
}

const noneOf = (): Spend => spendOf([]);
const microsOf = (usd: number) => Math.round(usd * 1_000_000);
const gist = ({ calls, costUsd, unpricedCalls }: Pick<Spend, 'calls' | 'costUsd' | 'unpricedCalls'>) => ({
  calls,
  micros: microsOf(costUsd),
  unpricedCalls,
});
function sumOf(spends: readonly Pick<Spend, 'calls' | 'costUsd' | 'unpricedCalls'>[]) {
  const sum = { calls: 0, costUsd: 0, unpricedCalls: 0 };
  for (const { calls, costUsd, unpricedCalls } of spends) {
    sum.calls += calls;
    sum.costUsd += costUsd;
    sum.unpricedCalls += unpricedCalls;
  }
  return gist(sum);
}

const worlds: fc.Arbitrary<World> = fc.record({
  seed: fc.integer({ min: 0, max: 2_000_000_000 }),
  remotes: fc.integer({ min: 1, max: 3 }),
  hasLocal: fc.boolean(),
  isPriced: fc.boolean(),
  policy: fc.constantFrom<Policy>('fallback', 'cascade', 'weighted', 'fastest', 'cheapest'),
  hedge: fc.boolean(),
  shadow: fc.boolean(),
  near: fc.boolean(),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  ttlMs: fc.constantFrom(1, 10, 60_000),
  maxConcurrent: fc.integer({ min: 1, max: 4 }),
});
const wishes: fc.Arbitrary<Wish> = fc.record({
  texts: fc.uniqueArray(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 5 }),
  tenant: fc.constantFrom('a', 'b'),
  leavesAfterMs: fc.option(fc.integer({ min: 0, max: 30 })),
  listens: fc.boolean(),
  cache: fc.constantFrom('USE', 'USE', 'USE', 'REFRESH', 'BYPASS'),
  fallback: fc.boolean(),
  afterMs: fc.integer({ min: 0, max: 40 }),
});

it('tells what was billed: in the answers, in the records of requests and in the metrics', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, fc.array(wishes, { minLength: 1, maxLength: 12 }), async (world, asked) => {
      const made = build(world);
      const told = await Promise.all(asked.map((wish, place) => ask(made, wish, `request ${place}`)));
      const isBusy = () => made.bills.some(({ underWay }) => underWay > 0);
      for (let quiet = 0; quiet < 3; quiet = isBusy() ? 0 : quiet + 1) await pause(25); // refreshes, shadows, the deaf

      const all = [...made.bills, made.embeddings];
      const billed = sumOf(
        all.map(({ calls, micros, unpricedCalls }) => ({ calls, costUsd: micros / 1_000_000, unpricedCalls })),
      );
      const records = made.telemetry.requests.read({ first: 1_000, fits: () => true });
      expect(sumOf(records.flatMap(({ bill }) => (bill ? [bill.asked, bill.background] : [])))).toEqual(billed);
      const series = made.telemetry.metrics.read(60);
      expect(sumOf(series.flatMap(({ buckets }) => buckets))).toEqual(billed);
      const embedded = series.filter(({ model }) => model.includes('embedder')).flatMap(({ buckets }) => buckets);
      expect(sumOf(embedded)).toEqual(gist({ ...made.embeddings, costUsd: made.embeddings.micros / 1_000_000 }));
      for (const { meta, record } of told) expect(gist(meta)).toEqual(gist(record));
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 120_000);
