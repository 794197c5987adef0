import { describe, expect, it, vi } from 'vitest';
import { openCache } from '../../../src/cache/open-cache.ts';
import { GatewayError } from '../../../src/errors.ts';
import { cache, type Freshness } from '../../../src/layers/cache.ts';
import { guard } from '../../../src/layers/catch-failures.ts';
import { observe } from '../../../src/layers/observe.ts';
import { type Call, isAnswered, type Outcome, outcomeOf, type Run } from '../../../src/model.ts';
import { RequestTrace } from '../../../src/telemetry/trace.ts';
import { batchOf, type ScriptedModel, scriptedModel, testCall, told } from '../../support/models.ts';

const fresh: Freshness = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
const room = () => openCache({ maxBytes: 1_000_000, flightMs: 5_000 });
const later = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));
const statuses = (outcomes: readonly Outcome<'sentiment'>[]) => outcomes.map((outcome) => outcome.cache.status);

function cached(model: ScriptedModel, { freshness = fresh, tieredCache = room(), scope = 'tenant' as 'tenant' | 'shared' } = {}) {
  const owner = { task: 'sentiment', model: { id: model.id, version: model.version, backend: 'local' } } as const;
  const run = observe(guard(model, { local: true }), { model: owner.model, local: true }, () => undefined);
  return cache(run, owner, tieredCache, freshness, scope);
}

it('answers the second question from memory', async () => {
  const model = scriptedModel();
  const run = cached(model);
  expect(statuses(await run({ texts: ['a'], options: {} }, testCall()))).toEqual(['MISS']);
  const [hit] = await run({ texts: ['a'], options: {} }, testCall());
  expect(hit?.cache).toMatchObject({ status: 'HIT', ageSeconds: 0, level: 'MEMORY' });
  expect(model.asked).toEqual([['a']]);
});

it('asks only for the texts of a list that it does not know, in one call', async () => {
  const model = scriptedModel();
  const run = cached(model);
  await run({ texts: ['b', 'd'], options: {} }, testCall());
  expect(statuses(await run({ texts: ['a', 'b', 'c', 'd'], options: {} }, testCall()))).toEqual(['MISS', 'HIT', 'MISS', 'HIT']);
  expect(model.asked).toEqual([
    ['b', 'd'],
    ['a', 'c'],
  ]);
});

it('makes one call of two hundred equal questions at once', async () => {
  const model = scriptedModel({ answer: () => later(30, 'POSITIVE' as const) });
  const run = cached(model);
  const outcomes = (
    await Promise.all(Array.from({ length: 200 }, () => run({ texts: ['same'], options: {} }, testCall())))
  ).flat();
  expect(model.asked).toEqual([['same']]);
  expect(outcomes.filter(isAnswered)).toHaveLength(200);
  expect(statuses(outcomes).filter((status) => status === 'COALESCED')).toHaveLength(199);
});

it('joins lists that overlap, each text asked once', async () => {
  const model = scriptedModel({ answer: () => later(10, 'POSITIVE' as const) });
  const run = cached(model);
  await Promise.all([run({ texts: ['a', 'b'], options: {} }, testCall()), run({ texts: ['b', 'c'], options: {} }, testCall())]);
  expect(model.asked).toEqual([['a', 'b'], ['c']]);
});

it('never shows one tenant what another asked', async () => {
  const model = scriptedModel();
  const run = cached(model);
  await run({ texts: ['a'], options: {} }, testCall({ tenant: 'one' }));
  expect(statuses(await run({ texts: ['a'], options: {} }, testCall({ tenant: 'two' })))).toEqual(['MISS']);
  expect(model.asked).toHaveLength(2);
});

it('shares among tenants where the settings say so', async () => {
  const run = cached(scriptedModel(), { scope: 'shared' });
  await run({ texts: ['a'], options: {} }, testCall({ tenant: 'one' }));
  expect(statuses(await run({ texts: ['a'], options: {} }, testCall({ tenant: 'two' })))).toEqual(['HIT']);
});

it('keeps exact texts and options apart', async () => {
  const model = scriptedModel();
  const run = cached(model);
  for (const text of ['a', 'A', ' a', 'a ', 'á', 'a\u0301']) await run({ texts: [text], options: {} }, testCall());
  await run({ texts: ['a'], options: { language: 'en' } }, testCall());
  expect(model.asked).toHaveLength(7);
});

it('notes a search for cached answers once for each list, and none where it does not look', async () => {
  const run = cached(scriptedModel());
  const noted = async (changes: Partial<Call> = {}) => {
    const trace = new RequestTrace();
    const { lookUps } = trace;
    await run({ texts: ['a', 'b'], options: {} }, testCall({ ...changes, trace }));
    expect(lookUps.every(({ startedAt, endedAt }) => endedAt >= startedAt)).toBe(true);
    return lookUps.length;
  };
  expect([await noted(), await noted(), await noted({ cache: 'REFRESH' }), await noted({ cache: 'BYPASS' })]).toEqual([
    1, 1, 0, 0,
  ]);
});

it('counts each text by how it was answered', async () => {
  const tieredCache = room();
  const model = scriptedModel({ answer: () => later(5, 'POSITIVE' as const) });
  const run = cached(model, { tieredCache });
  await Promise.all([run({ texts: ['a', 'b'], options: {} }, testCall()), run({ texts: ['b'], options: {} }, testCall())]);
  await run({ texts: ['a'], options: {} }, testCall());
  await run({ texts: ['c'], options: {} }, testCall({ cache: 'BYPASS' }));
  expect(tieredCache.counters).toMatchObject({ hits: 1, misses: 2, coalesced: 1, stale: 0, semanticHits: 0 });
});

it('never keeps an error', async () => {
  const model = scriptedModel({ answer: (_, __, time) => (time === 1 ? new GatewayError('MODEL_FAILED', 'no') : 'POSITIVE') });
  const run = cached(model);
  const [failed] = await run({ texts: ['a'], options: {} }, testCall());
  expect(failed && isAnswered(failed)).toBe(false);
  expect(statuses(await run({ texts: ['a'], options: {} }, testCall()))).toEqual(['MISS']);
});

it('neither reads nor keeps with BYPASS, and asks anew with REFRESH', async () => {
  const model = scriptedModel();
  const run = cached(model);
  expect(statuses(await run({ texts: ['a'], options: {} }, testCall({ cache: 'BYPASS' })))).toEqual(['BYPASS']);
  expect(statuses(await run({ texts: ['a'], options: {} }, testCall()))).toEqual(['MISS']);
  expect(statuses(await run({ texts: ['a'], options: {} }, testCall({ cache: 'REFRESH' })))).toEqual(['MISS']);
  expect(statuses(await run({ texts: ['a'], options: {} }, testCall()))).toEqual(['HIT']);
  expect(model.asked).toHaveLength(3);
});

describe('callers who share a call', () => {
  const slow = () => scriptedModel({ answer: () => later(60, 'POSITIVE' as const) });

  it('do not lose it when the one who began it leaves', async () => {
    const model = slow();
    const run = cached(model);
    const first = new AbortController();
    const left = run({ texts: ['a'], options: {} }, testCall({ signal: first.signal }));
    const stayed = run({ texts: ['a'], options: {} }, testCall());
    await later(5, undefined);
    first.abort();
    expect((await left)[0]?.result).toMatchObject({ code: 'CLIENT_CLOSED_REQUEST' });
    expect((await stayed).every(isAnswered)).toBe(true);
    expect(model.asked).toHaveLength(1);
  });

  it('stop waiting at their own deadline each', async () => {
    const run = cached(slow());
    const patient = run({ texts: ['a'], options: {} }, testCall());
    const [hasty] = await run({ texts: ['a'], options: {} }, testCall({ deadlineAt: performance.now() + 10 }));
    expect(hasty?.result).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect((await patient).every(isAnswered)).toBe(true);
  });

  it('book what failed on the way once, and keep the trail of what was tried when the last of them leaves', async () => {
    const usage = { inputTokens: 10, outputTokens: 2, estimated: true };
    const run: Run<'sentiment'> = ({ texts }, { signal }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () =>
          resolve(texts.map(() => ({ ...outcomeOf(new GatewayError('CLIENT_CLOSED_REQUEST', 'left')), usage }))),
        ),
      );
    const owner = { task: 'sentiment', model: { id: 'm', version: '1', backend: 'cloud' } } as const;
    const observed = observe(guard({ id: 'm', run }, { local: false }), { model: owner.model, local: false }, () => undefined);
    const ask = told(cache(observed, owner, room(), fresh, 'tenant'));
    const call = () => testCall({ deadlineAt: performance.now() + 30 });
    const outcomes = (await Promise.all([ask(batchOf(['a']), call()), ask(batchOf(['a']), call())])).flat();
    expect(outcomes.map(({ result }) => result)).toMatchObject(Array(2).fill({ code: 'DEADLINE_EXCEEDED' }));
    expect(outcomes.flatMap(({ attempts }) => attempts)).toMatchObject([{ outcome: 'CANCELLED' }]);
    expect(outcomes.map(({ spend }) => spend.inputTokens).sort()).toEqual([0, 10]);
  });

  it('book the answer once, also where whoever asked first has left', async () => {
    const run = told(cached(scriptedModel({ answer: () => later(40, 'POSITIVE' as const) })));
    const hasty = run({ texts: ['a'], options: {} }, testCall({ deadlineAt: performance.now() + 10 }));
    const patient = [run({ texts: ['a'], options: {} }, testCall()), run({ texts: ['a'], options: {} }, testCall())];
    const outcomes = (await Promise.all([hasty, ...patient])).flat();
    expect(outcomes.map(({ spend }) => spend.calls)).toEqual([0, 1, 0]);
    expect(statuses(outcomes)).toEqual(['MISS', 'COALESCED', 'COALESCED']);
    const all = (
      await Promise.all([run({ texts: ['b'], options: {} }, testCall()), run({ texts: ['b'], options: {} }, testCall())])
    ).flat();
    expect(all.map(({ spend }) => spend.calls)).toEqual([1, 0]);
  });

  it('cancel it when the last of them leaves', async () => {
    let aborted = false;
    const model = scriptedModel({
      answer: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          });
        }),
    });
    const run = cached(model);
    const callers = [new AbortController(), new AbortController()];
    const waiting = callers.map(({ signal }) => run({ texts: ['a'], options: {} }, testCall({ signal })));
    await later(5, undefined);
    callers[0]?.abort();
    await later(5, undefined);
    expect(aborted).toBe(false);
    callers[1]?.abort();
    await Promise.all(waiting);
    expect(aborted).toBe(true);
  });
});

describe('answers past their time', () => {
  const aged = async (freshness: Freshness, model: ScriptedModel, ageMs: number) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const run = cached(model, { freshness });
    await run({ texts: ['a'], options: {} }, testCall());
    vi.setSystemTime(Date.now() + ageMs);
    return run;
  };

  it('are given while one question refreshes them, whatever the number of readers', async () => {
    const modes: string[] = [];
    const model = scriptedModel({
      answer: (_, { cache: mode }) => {
        modes.push(mode);
        return later(5, 'POSITIVE' as const);
      },
    });
    const run = await aged({ ttlMs: 1_000, staleWhileRevalidateMs: 10_000, staleIfErrorMs: 0 }, model, 5_000);
    const readers = (await Promise.all(Array.from({ length: 20 }, () => run({ texts: ['a'], options: {} }, testCall())))).flat();
    expect(new Set(statuses(readers))).toEqual(new Set(['STALE']));
    vi.useRealTimers();
    await later(30, undefined);
    expect(modes).toEqual(['USE', 'REFRESH']); // no near answer may stand for the new one
  });

  it('are refreshed together, in the list they were asked in', async () => {
    const model = scriptedModel();
    vi.useFakeTimers({ toFake: ['Date'] });
    const run = cached(model, { freshness: { ttlMs: 1_000, staleWhileRevalidateMs: 10_000, staleIfErrorMs: 0 } });
    await run({ texts: ['a', 'b', 'c'], options: {} }, testCall());
    vi.setSystemTime(Date.now() + 5_000);
    expect(statuses(await run({ texts: ['a', 'b', 'new', 'c'], options: {} }, testCall()))).toEqual([
      'STALE',
      'STALE',
      'MISS',
      'STALE',
    ]);
    vi.useRealTimers();
    await later(5, undefined);
    expect(model.asked).toEqual([['a', 'b', 'c'], ['a', 'b', 'c'], ['new']]);
  });

  it('go beside the error when the model fails, for route to use', async () => {
    const model = scriptedModel({
      answer: (_, __, time) => (time === 1 ? 'NEGATIVE' : new GatewayError('UPSTREAM_UNAVAILABLE', 'down')),
    });
    const run = await aged({ ttlMs: 1_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 60_000 }, model, 30_000);
    const [outcome] = await run({ texts: ['a'], options: {} }, testCall());
    vi.useRealTimers();
    expect(outcome?.result).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(outcome?.stale).toMatchObject({ ageSeconds: 30, answer: { value: { label: 'NEGATIVE' } } });
  });

  it('are gone after that', async () => {
    const model = scriptedModel();
    const run = await aged({ ttlMs: 1_000, staleWhileRevalidateMs: 1_000, staleIfErrorMs: 1_000 }, model, 60_000);
    const outcomes = await run({ texts: ['a'], options: {} }, testCall());
    vi.useRealTimers();
    expect(statuses(outcomes)).toEqual(['MISS']);
  });

  it('are not made fresh for ever by a clock that is set back', async () => {
    const model = scriptedModel();
    const run = await aged(fresh, model, -3_600_000);
    const outcomes = await run({ texts: ['a'], options: {} }, testCall());
    vi.useRealTimers();
    expect(statuses(outcomes)).toEqual(['MISS']);
  });
});
