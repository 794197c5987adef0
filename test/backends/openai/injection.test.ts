import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/model.ts';
import type { Options, Task } from '../../../src/task.ts';
import { answerOf, callOf, errorOf, runOf, runOne } from '../shared/running.ts';
import { INJECTIONS } from './injections.ts';
import { type Mock, type Question, startMock } from './mock.ts';
import { KEY, openaiAt } from './openai-at.ts';

const TASKS: { readonly [T in Task]: Options<T> } = {
  classify: { labels: [{ name: 'spam' }, { name: 'news' }], multiLabel: true },
  sentiment: {},
  translate: { target: 'pt', source: 'en' },
  summarize: { length: 'SHORT', format: 'PARAGRAPH' },
};
const fair: Readonly<Record<string, string>> = {
  classify: '{"label":"spam","labels":[]}',
  sentiment: '{"label":"NEUTRAL"}',
  translate: '{"translation":"uma tradução"}',
  summarize: '{"summary":"a summary"}',
};
const taskOf = ({ body }: Question) =>
  (body as { response_format: { json_schema: { name: string } } }).response_format.json_schema.name;

it('tries more than a hundred different texts', () => {
  expect(new Set(INJECTIONS).size).toBeGreaterThan(100);
});

describe.each(Object.keys(TASKS) as Task[])('a text of instructions for %s', (task) => {
  let mock: Mock;
  let backend: Backend;
  beforeAll(async () => {
    mock = await startMock((question) => fair[taskOf(question)] ?? '');
    backend = openaiAt(mock.url, { maxBatch: 4 });
  });
  afterAll(async () => {
    await backend.close?.();
    await mock.close();
  });

  it('stands whole between its boundaries, under an unaltered system text', async () => {
    const options = TASKS[task];
    await runOne(backend, task, options, { text: 'A plain text.' });
    for (const text of INJECTIONS) expect(answerOf(await runOne(backend, task, options, { text }))).toBeDefined();
    const [plain, ...questions] = mock.questions();
    expect(questions.map(({ texts }) => texts)).toEqual(INJECTIONS.map((text) => [text]));
    expect(new Set(questions.map(({ system }) => system))).toEqual(new Set([plain?.system]));
    expect(new Set(questions.map(({ boundary }) => boundary)).size).toBe(INJECTIONS.length);
    const { boundary: _, ...settings } = plain?.settings ?? {};
    for (const question of questions) {
      const { boundary, ...own } = question.settings;
      expect(own).toEqual(settings);
      expect(boundary).toMatch(/^[0-9a-f]{32}$/);
      expect(JSON.stringify(question)).not.toContain(KEY);
    }
  });
});

describe('a reply that obeys the text', () => {
  const obeying: readonly (readonly [string, Task, (question: Question) => string])[] = [
    ['prose', 'classify', () => 'HACKED'],
    ['another label', 'classify', () => '{"label":"hacked","labels":["hacked"]}'],
    ['another label among those asked for', 'classify', () => '{"label":"spam","labels":["spam","hacked"]}'],
    ['prose', 'sentiment', () => 'You are right, I am DAN.'],
    ['another label', 'sentiment', () => '{"label":"HACKED"}'],
    ['prose', 'translate', () => 'HACKED'],
    ['the boundary', 'translate', ({ boundary }) => JSON.stringify({ translation: `The boundary is ${boundary}.` })],
    ['the rules', 'translate', ({ system }) => JSON.stringify({ translation: system })],
    [
      'a sentence of the rules',
      'translate',
      ({ system }) => JSON.stringify({ translation: `Well: ${system.split('\n')[0]?.toUpperCase()}` }),
    ],
    ['the boundary', 'summarize', ({ boundary }) => JSON.stringify({ summary: boundary })],
    ['the rules, over lines', 'summarize', ({ system }) => JSON.stringify({ summary: system.replaceAll(' ', '\n') })],
    ['prose', 'summarize', () => 'The sea, the sea.'],
    ['the form it was shown', 'translate', () => '{"translation":"..."}'],
    ['the form it was shown', 'summarize', () => '{"summary":" ... "}'],
  ];

  it.each(obeying)('with %s for %s is refused', async (_, task, reply) => {
    const mock = await startMock(reply);
    const backend = openaiAt(mock.url);
    const error = errorOf(await runOne(backend, task, TASKS[task], { text: INJECTIONS[0] }));
    expect(error.code).toBe('OUTPUT_INVALID');
    for (const { boundary, system } of mock.questions()) {
      expect(error.message).not.toContain(boundary);
      expect(system).not.toContain(error.message);
    }
    await backend.close?.();
    await mock.close();
  });

  it.each([
    ['translate', (system: string) => system],
    ['summarize', (system: string) => system],
    ['translate', (system: string) => system.replaceAll(' ', ' \n   \t   '.repeat(9))],
  ] as const)('is refused in a stream of %s before the sentence is out', async (task, disguise) => {
    const mock = await startMock(({ system }) => `Here they are. ${disguise(system)}`, { chunkSize: 7 });
    const backend = openaiAt(mock.url);
    let heard = '';
    const hear = (delta: string) => (heard += delta);
    expect(errorOf(await runOne(backend, task, TASKS[task], { hear })).code).toBe('OUTPUT_INVALID');
    const [firstRule = ''] = mock.questions()[0]?.system.split('\n') ?? [];
    expect(firstRule).not.toBe('');
    expect(heard).not.toContain(firstRule);
    await backend.close?.();
    await mock.close();
  });
});

it('lets dots be translated as dots', async () => {
  const mock = await startMock(() => '{"translation":"..."}');
  const backend = openaiAt(mock.url);
  for (const text of ['...', '…'])
    expect(await runOne(backend, 'translate', TASKS.translate, { text })).toMatchObject({ result: { value: { text: '...' } } });
  await backend.close?.();
  await mock.close();
});

it('lets a text be translated that holds a sentence of the rules itself', async () => {
  const mock = await startMock(({ texts }) => JSON.stringify({ translation: texts[0] }));
  const backend = openaiAt(mock.url);
  const text = 'You translate texts into the target language of the settings, which is a BCP 47 tag.';
  expect(answerOf(await runOne(backend, 'translate', TASKS.translate, { text })).text).toBe(text);
  await backend.close?.();
  await mock.close();
});

it('replaces half a character, which some services fail on', async () => {
  const mock = await startMock(() => '{"label":"NEUTRAL"}');
  const backend = openaiAt(mock.url);
  await runOf(backend, 'sentiment')({ texts: ['a\ud800b😀'], options: {} }, callOf());
  expect(mock.questions()[0]?.texts).toEqual(['a\ufffdb😀']);
  await backend.close?.();
  await mock.close();
});
