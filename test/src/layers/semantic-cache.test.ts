import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownerPrefix } from '../../../src/cache/entry.ts';
import { createSemanticIndex } from '../../../src/cache/semantic-index.ts';
import { GatewayError } from '../../../src/errors.ts';
import { semanticCache } from '../../../src/layers/semantic-cache.ts';
import { RequestAccount } from '../../../src/ledger/account.ts';
import type { Embed } from '../../../src/model.ts';
import { RequestTrace } from '../../../src/telemetry/trace.ts';
import { scriptedModel, testCall } from '../../support/models.ts';

const USAGE = { inputTokens: 3, outputTokens: 0, costUsd: 0, estimated: false };

/** Places texts on a circle by the number after the colon, in degrees. */
const embed: Embed = async (texts) =>
  texts.map((text) => {
    const angle = (Number(/:(\d+)/.exec(text)?.[1] ?? 0) * Math.PI) / 180;
    return { vector: Float32Array.of(Math.cos(angle), Math.sin(angle)), usage: USAGE };
  });

const owner = { task: 'sentiment', model: { id: 'scripted', version: '1', backend: 'local' } } as const;
const EMBEDDER = { id: 'embedder', version: '1', backend: 'local' };
const TTL_MS = 60_000;
const words = (text: string) => text.replace(/:(\d+)/, (_, angle: string) => `:${'i'.repeat(Number(angle))}`);

function nearby(model = scriptedModel({ confidence: 0.95 }), threshold = 0.999) {
  const spelled: Embed = (texts, call) =>
    embed(
      texts.map((text) => text.replace(/:(i*)/, (_, run: string) => `:${run.length}`)),
      call,
    );
  const index = createSemanticIndex(100);
  const run = semanticCache(
    model.run,
    owner,
    { index, embedder: { model: EMBEDDER, embed: spelled }, threshold, minConfidence: 0.9 },
    { ttlMs: TTL_MS },
  );
  return { model, index, ask: (text: string, call = testCall()) => run({ texts: [words(text)], options: {} }, call) };
}

it('answers as a near text was answered, and says how near', async () => {
  const { model, ask } = nearby();
  await ask('good:10');
  const [outcome] = await ask('good:11');
  expect(outcome?.cache.status).toBe('SEMANTIC_HIT');
  expect(outcome?.cache.similarity).toBeGreaterThan(0.999);
  expect(model.asked).toHaveLength(1);
});

it('notes how long it looked for one', async () => {
  const trace = new RequestTrace();
  await nearby().ask('good:10', testCall({ trace }));
  expect(trace.lookUps).toHaveLength(1);
});

it('books the embedding as a call of its own kind, also where it fails', async () => {
  const account = new RequestAccount();
  await nearby().ask('good:10', testCall({ account }));
  expect(account.bill?.asked).toMatchObject({ calls: 1, inputTokens: 3, costUsd: 0, unpricedCalls: 0 });
});

it('asks the model when nothing is near enough', async () => {
  const { model, ask } = nearby();
  await ask('good:10');
  await ask('good:20');
  expect(model.asked).toHaveLength(2);
});

it('never takes another tenant’s answer, nor one for other options', async () => {
  const { model, ask } = nearby();
  await ask('good:10', testCall({ tenant: 'one' }));
  await ask('good:10', testCall({ tenant: 'two' }));
  expect(model.asked).toHaveLength(2);
});

it('asks the model when no embedding comes', async () => {
  const model = scriptedModel();
  const broken: Embed = () => Promise.reject(new Error('no model'));
  const room = {
    index: createSemanticIndex(10),
    embedder: { model: EMBEDDER, embed: broken },
    threshold: 0.9,
    minConfidence: 0.9,
  };
  const run = semanticCache(model.run, owner, room, { ttlMs: TTL_MS });
  expect(await run({ texts: ['a'], options: {} }, testCall())).toHaveLength(1);
  expect(model.asked).toHaveLength(1);
});

it.each([0.5, undefined])('does not let an answer of confidence %s serve for other texts', async (confidence) => {
  const { model, ask } = nearby(scriptedModel({ confidence }));
  await ask('good:10');
  await ask('good:11');
  expect(model.asked).toHaveLength(2);
});

it('keeps groups under the prefix that entries of the same owner have', async () => {
  const { index, ask } = nearby();
  await ask('good:10', testCall({ tenant: 'one' }));
  await ask('good:10', testCall({ tenant: 'two' }));
  const prefix = ownerPrefix({ ...owner, tenant: 'one' });
  expect(index.delete((group) => group.startsWith(prefix))).toBe(1);
  expect(index.size()).toBe(1);
});

it('keeps nothing that was asked before a purge', async () => {
  const model = scriptedModel({ confidence: 0.95, answer: () => new Promise((resolve) => setTimeout(resolve, 20, 'POSITIVE')) });
  const { index, ask } = nearby(model);
  const asked = [ask('good:10'), ask('bad:40', testCall({ cache: 'REFRESH' }))];
  index.delete(() => true);
  await Promise.all(asked);
  expect(index.size()).toBe(0);
});

describe('asked to refresh', () => {
  const refresh = testCall({ cache: 'REFRESH' });
  it('asks the model, and answers near texts as it answered then', async () => {
    const { model, index, ask } = nearby(
      scriptedModel({ confidence: 0.95, answer: (_text, _call, time) => (time === 1 ? 'POSITIVE' : 'NEGATIVE') }),
    );
    await ask('good:10');
    expect((await ask('good:10', refresh))[0]?.cache.status).not.toBe('SEMANTIC_HIT');
    expect((await ask('good:11'))[0]?.result).toMatchObject({ value: { label: 'NEGATIVE' } });
    expect(model.asked).toHaveLength(2);
    expect(index.size()).toBe(1);
  });

  it('drops the old answer when the model is not sure any more', async () => {
    const [sure, unsure] = [scriptedModel({ confidence: 0.95 }), scriptedModel({ confidence: 0.5 })];
    const { index, ask } = nearby({ ...sure, run: (...asked) => (sure.asked.length === 0 ? sure : unsure).run(...asked) });
    await ask('good:10');
    expect(index.size()).toBe(1);
    await ask('good:10', refresh);
    expect(index.size()).toBe(0);
  });

  it('keeps the old answer when the model fails', async () => {
    const fails = new GatewayError('MODEL_FAILED', 'It broke.');
    const { index, ask } = nearby(
      scriptedModel({ confidence: 0.95, answer: (_text, _call, time) => (time === 1 ? 'POSITIVE' : fails) }),
    );
    await ask('good:10');
    await ask('good:10', refresh);
    expect(index.size()).toBe(1);
  });
});

describe('by the clock', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['past its time', TTL_MS + 1, 2],
    ['in its time', TTL_MS - 1, 1],
    ['from the future, since the clock was set back', -3_600_000, 2],
  ])('an answer %s', async (_, passedMs, asked) => {
    const { model, ask } = nearby();
    await ask('good:10');
    vi.setSystemTime(Date.now() + passedMs);
    await ask('good:11');
    expect(model.asked).toHaveLength(asked);
  });

  it('an answer past its time does not hide a fresh one that is a little farther', async () => {
    const { model, ask } = nearby();
    await ask('good:10');
    vi.setSystemTime(Date.now() + TTL_MS + 1);
    await ask('good:13', testCall({ cache: 'REFRESH' }));
    expect((await ask('good:11'))[0]?.cache.status).toBe('SEMANTIC_HIT');
    expect(model.asked).toHaveLength(2);
  });
});
