/** What one caller sends, and what the others notice of it. */
import { expect, it } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import type { Said } from '../support/chat-upstream.ts';
import { open, type Result, trail, upstream } from './over-http.ts';

const HOUR = { 'retry-after': '3600' };
const POISON: readonly [string, Said][] = [
  ['401', { status: 401 }],
  ['402', { status: 402 }],
  ['403', { status: 403 }],
  ['404', { status: 404 }],
  ['500', { status: 500 }],
  ['429 for an hour', { status: 429, headers: HOUR }],
  ['503 for an hour', { status: 503, headers: HOUR }],
];

it.each(POISON)('a text that is answered with %s keeps no other text from the model', async (_, said) => {
  const provider = await upstream((question) => (question.includes('poison') ? said : {}));
  const { ask } = await open({ a: remote(provider.url) }, { models: ['a'] });
  for (let time = 0; time < 15; time++) expect((await ask('poison')).code).toBeDefined();
  for (let time = 0; time < 5; time++) expect((await ask(`Text ${time}.`)).label).toBe('NEGATIVE');
  for (let time = 0; time < 15; time++) {
    await ask(`poison ${time}`);
    expect(trail(await ask(`Another text ${time}.`))).toEqual(['a/m OK']);
  }
});

it.each(POISON)('a list of which every text is answered with %s keeps no other request from the model', async (_, said) => {
  const provider = await upstream((question) => (question.includes('poison') ? said : {}));
  const { ask, query } = await open({ a: remote(provider.url) }, { models: ['a'] });
  const items = Array.from({ length: 100 }, (__, place) => `{ text: "poison ${place}" }`);
  const batch = await query(
    `{ sentimentBatch(input: { items: [${items}] language: "en" routing: { cache: BYPASS } }) { summary { failed } } }`,
  );
  expect(batch).toEqual({ sentimentBatch: { summary: { failed: 100 } } });
  expect(provider.requests.length).toBeLessThanOrEqual(20); // those under way as the tenth fails end too
  expect(trail(await ask('A text.'))).toEqual(['a/m OK']);
});

it.each(POISON)('a provider that answers everybody with %s is asked rarely', async (_, said) => {
  const provider = await upstream(() => said);
  const { ask } = await open({ a: remote(provider.url) }, { models: ['a'] });
  for (let time = 0; time < 40; time++) await ask(`Text ${time}.`);
  expect(provider.requests.length).toBeLessThanOrEqual(said.status === 500 ? 10 : 2);
  const refused = await ask('Once more.');
  expect(refused.attempts[0]?.outcome).toBe('SKIPPED_UNHEALTHY');
  expect(refused.retryAfterMs).toBeLessThanOrEqual(120_000);
});

it('a request of fifty lists takes a remote model from nobody', async () => {
  const provider = await upstream(() => ({ delayMs: 20 }));
  const { ask, query } = await open({ a: remote(provider.url, { attemptMs: 20_000, idleMs: 20_000 }) }, { models: ['a'] });
  const list = (place: number) => {
    const items = Array.from({ length: 4 }, (_, item) => `{ text: "List ${place}, text ${item}." }`);
    const label = `{ name: "label ${place}" }, { name: "other" }`;
    return `list${place}: classifyBatch(input: { items: [${items}] labels: [${label}] routing: { cache: BYPASS } }) { summary { failed } }`;
  };
  let isBusy = true;
  const flood = query(`{ ${Array.from({ length: 50 }, (_, place) => list(place)).join('\n')} }`).finally(() => {
    isBusy = false;
  });
  const others: Result[] = [];
  await expect.poll(() => provider.requests.length).toBeGreaterThan(8);
  while (isBusy && others.length < 40)
    others.push(...(await Promise.all(Array.from({ length: 8 }, (_, place) => ask(`Another ${others.length + place}.`)))));
  expect(others.map(trail)).toEqual(others.map(() => ['a/m OK']));
  expect(others.length).toBeGreaterThan(7);
  await flood;
});
