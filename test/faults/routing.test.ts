/** Every wish of a caller, from a settings file, over HTTP: it narrows what the settings allow and never widens it. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import type { ChatUpstream } from '../support/chat-upstream.ts';
import { local, open, trail, upstream } from './over-http.ts';

let first: ChatUpstream;
let second: ChatUpstream;
let outside: ChatUpstream;
beforeEach(async () => {
  first = await upstream();
  second = await upstream(() => ({ content: '{"label":"POSITIVE"}' }));
  outside = await upstream();
});
const called = () => [first, second, outside].map(({ requests }) => requests.length);

const backends = () => ({ a: remote(first.url), b: remote(second.url), outside: remote(outside.url) });
const classify = { models: ['outside'] }; // so that every backend is in some route
const start = (route: object = { models: ['a', 'b'] }, changes: object = {}) =>
  open(backends(), route, { routes: { sentiment: route, classify }, ...changes });

describe('a pin', () => {
  it.each(['model: "b/m"', 'backend: "b"'])('%s asks that one first and only', async (pin) => {
    const { ask } = await start();
    expect(await ask('Some text.', pin)).toMatchObject({ label: 'POSITIVE', meta: { model: { id: 'b/m' }, degraded: false } });
    expect(called()).toEqual([0, 1, 0]);
  });

  it.each([
    ['model: "outside/m"', 'model', ['a/m', 'b/m']],
    ['backend: "outside"', 'backend', ['a', 'b']],
    ['model: "a/other"', 'model', ['a/m', 'b/m']],
  ])('%s finds nothing outside the route, and asks nobody', async (pin, field, supported) => {
    const { ask } = await start();
    const answer = await ask('Some text.', pin);
    expect(answer).toMatchObject({ code: 'NOT_FOUND', path: ['routing', field] });
    expect(answer.message).toContain(`Name one of: ${supported.join(', ')}.`);
    expect(called()).toEqual([0, 0, 0]);
  });

  it('of both a model and a backend is refused', async () => {
    const { ask } = await start();
    expect(await ask('Some text.', 'model: "a/m" backend: "b"')).toMatchObject({ code: 'INPUT_INVALID' });
    expect(called()).toEqual([0, 0, 0]);
  });

  it('of a model that fails has nobody behind it', async () => {
    first = await upstream(() => ({ status: 400 }));
    const { ask } = await start();
    const answer = await ask('Some text.', 'backend: "a"');
    expect(trail(answer)).toEqual(['a/m ERROR UNSUPPORTED_OPTION']);
    expect(called()).toEqual([1, 0, 0]);
  });

  it('of the shadow does not widen the route by it', async () => {
    const { ask } = await start({ models: ['a'], shadow: 'b' });
    expect(await ask('Some text.', 'backend: "b"')).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a strategy', () => {
  it('LOCAL_ONLY sends nothing out, also where the route begins elsewhere', async () => {
    const route = { models: ['a', 'local'] };
    const { ask } = await open({ ...backends(), local }, route, { routes: { sentiment: route, classify } });
    expect(await ask('I love it.', 'strategy: LOCAL_ONLY')).toMatchObject({
      label: 'POSITIVE',
      meta: { model: { id: 'local/sentiment-minilm' }, degraded: false },
    });
    expect(await ask('I love it.')).toMatchObject({ label: 'NEGATIVE', meta: { model: { id: 'a/m' } } });
    expect(called()).toEqual([1, 0, 0]);
  });

  it('LOCAL_ONLY sends no copy to a shadow that is not local', async () => {
    const route = { models: ['local'], shadow: 'a' };
    const { ask } = await open({ ...backends(), local }, route, { routes: { sentiment: route, classify } });
    expect(await ask('I love it.', 'strategy: LOCAL_ONLY')).toMatchObject({ label: 'POSITIVE' });
    await ask('I hate it.');
    await vi.waitFor(() => expect(first.requests.length).toBeGreaterThan(0), 30_000);
    expect(JSON.stringify(first.requests)).not.toContain('love');
    expect(called()).toEqual([1, 0, 0]);
  });

  it('LOCAL_ONLY finds no route where none is local', async () => {
    const { ask } = await start();
    expect(await ask('Some text.', 'strategy: LOCAL_ONLY')).toMatchObject({ code: 'NO_ROUTE', attempts: [] });
    expect(await ask('Some text.', 'strategy: LOCAL_ONLY backend: "a"')).toMatchObject({ code: 'NO_ROUTE', attempts: [] });
    expect(called()).toEqual([0, 0, 0]);
  });

  it('CHEAPEST asks by price whatever the policy of the route', async () => {
    const price = (usd: number) => ({ prices: { m: { inputPerMillion: usd, outputPerMillion: usd } } });
    const priced = { a: remote(first.url, price(2)), b: remote(second.url, price(1)) };
    const { ask } = await open(priced, { models: ['a', 'b'] });
    expect((await ask('Some text.', 'strategy: CHEAPEST')).meta?.model.id).toBe('b/m');
    expect((await ask('Some text.')).meta?.model.id).toBe('a/m');
  });

  it('FASTEST asks those of the route, and no other', async () => {
    const { ask } = await start();
    for (let time = 0; time < 12; time++) await ask(`Text ${time}.`, 'strategy: FASTEST');
    expect(called()[2]).toBe(0);
    expect((called()[0] ?? 0) + (called()[1] ?? 0)).toBe(12);
  });
});

describe('without fallback', () => {
  it('the first failure is the answer', async () => {
    first = await upstream(() => ({ status: 400 }));
    const { ask } = await start();
    expect(trail(await ask('Some text.', 'fallback: false'))).toEqual(['a/m ERROR UNSUPPORTED_OPTION']);
    expect(trail(await ask('Some text.'))).toEqual(['a/m ERROR UNSUPPORTED_OPTION', 'b/m OK']);
    expect(called()).toEqual([2, 1, 0]);
  });
});

describe('timeoutMs', () => {
  it('shortens the deadline, over all models, and stops the one that is asked', async () => {
    first = await upstream(() => ({ delayMs: 5_000 }));
    const { ask } = await start();
    const answer = await ask('Some text.', 'timeoutMs: 150');
    expect(trail(answer)).toEqual(['a/m TIMEOUT DEADLINE_EXCEEDED']);
    expect(answer.code).toBe('DEADLINE_EXCEEDED');
    await expect.poll(() => first.givenUp()).toBe(1);
    expect(called()).toEqual([1, 0, 0]);
  });

  it.each([0, -1, 2_001])('%i is refused where the server gives 2,000', async (timeoutMs) => {
    const { ask } = await start(undefined, { server: { deadlineMs: 2_000 } });
    const answer = await ask('Some text.', `timeoutMs: ${timeoutMs}`);
    expect(answer).toMatchObject({ code: 'INPUT_INVALID', path: ['routing', 'timeoutMs'] });
    expect(called()).toEqual([0, 0, 0]);
  });
});
