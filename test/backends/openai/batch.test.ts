import { afterEach, expect, it } from 'vitest';
import { type Backend, isAnswered } from '../../../src/model.ts';
import { chatUpstream } from '../../support/chat-upstream.ts';
import { rawUpstream } from '../../support/raw-upstream.ts';
import { callOf, errorOf, runOf } from '../shared/running.ts';
import { type Mock, type Question, startMock } from './mock.ts';
import { openaiAt } from './openai-at.ts';

let mock: Mock;
let backend: Backend;

async function start(reply: Parameters<typeof startMock>[0], settings: Parameters<typeof openaiAt>[1] = {}) {
  mock = await startMock(reply);
  backend = openaiAt(mock.url, { maxBatch: 4, ...settings });
}

afterEach(async () => {
  await backend?.close?.();
  await mock?.close();
});

const labelOf = (text: string) => (text.includes('good') ? 'POSITIVE' : 'NEGATIVE');
type Asked = Pick<Question, 'texts' | 'tags'>;
const items = ({ texts, tags }: Asked) => texts.map((text, place) => ({ tag: tags[place] ?? '', label: labelOf(text) }));
const texts = ['good 1', 'bad 2', 'good 3'];

async function labels(): Promise<readonly string[]> {
  const outcomes = await runOf(backend, 'sentiment')({ texts: texts, options: {} }, callOf());
  return outcomes.map((outcome) =>
    isAnswered(outcome) ? outcome.result.value.label : String((outcome.result as { code: string }).code),
  );
}

it('puts several texts into one prompt and each answer in its place', async () => {
  await start((asked) => JSON.stringify({ items: items(asked).reverse() }));
  expect(await labels()).toEqual(['POSITIVE', 'NEGATIVE', 'POSITIVE']);
  expect(mock.questions().map((question) => question.texts)).toEqual([texts]);
  expect(mock.questions()[0]?.body.response_format).toMatchObject({
    json_schema: { schema: { properties: { items: { items: { required: ['tag', 'label'] } } } } },
  });
});

it('asks again, alone, for the item that has another label', async () => {
  const other = (asked: Asked) => items(asked).map((item, place) => (place === 1 ? { ...item, label: 'GREEN' } : item));
  await start((asked) => JSON.stringify(asked.texts.length === 1 ? { label: 'NEUTRAL' } : { items: other(asked) }));
  expect(await labels()).toEqual(['POSITIVE', 'NEUTRAL', 'POSITIVE']);
  expect(mock.questions().map((question) => question.texts)).toEqual([texts, ['bad 2']]);
});

it.each([
  ['leaves one out', (asked: Asked) => items(asked).toSpliced(1, 1)],
  ['leaves a tag out', (asked: Asked) => items(asked).map(({ tag, label }, place) => (place === 1 ? { label } : { tag, label }))],
  ['holds one that is none', (asked: Asked) => [...items(asked), null]],
  ['holds one twice', (asked: Asked) => [...items(asked), { tag: asked.tags[1], label: 'POSITIVE' }]],
  ['counts instead', (asked: Asked) => items(asked).map((item, place) => ({ ...item, tag: String(place + 1) }))],
  ['counts in numbers', (asked: Asked) => items(asked).map((item, place) => ({ ...item, tag: place + 1 }))],
  [
    'has the tag of another question',
    (asked: Asked) => items(asked).map((item, place) => (place === 1 ? { ...item, tag: '0' } : item)),
  ],
])(
  'takes nothing from a list that %s: any of it could be the answer of a neighbor. Each text is asked alone',
  async (_, reply) => {
    await start((asked) => JSON.stringify(asked.texts.length === 1 ? items(asked)[0] : { items: reply(asked) }));
    expect(await labels()).toEqual(['POSITIVE', 'NEGATIVE', 'POSITIVE']);
    expect(mock.questions().map((question) => question.texts)).toEqual([texts, ...texts.map((text) => [text])]);
  },
);

it('asks each text alone, once, when the whole reply is prose', async () => {
  await start((asked) => (asked.texts.length === 1 && asked.texts[0] !== 'bad 2' ? JSON.stringify(items(asked)[0]) : 'Gladly!'));
  expect(await labels()).toEqual(['POSITIVE', 'OUTPUT_INVALID', 'POSITIVE']);
  expect(mock.questions()).toHaveLength(4);
});

it.each([
  ['by a filter', 400, { message: 'no', code: 'content_filter' }, 'CONTENT_REFUSED'],
  [
    'by moderation',
    403,
    { message: 'no', code: 403, metadata: { reasons: ['violence'], flagged_input: 'x' } },
    'CONTENT_REFUSED',
  ],
  [
    'as too long',
    400,
    { message: 'request (4390 tokens) exceeds the available context size', type: 'exceed_context_size_error' },
    'INPUT_TOO_LONG',
  ],
  ['and says not why', 400, { message: 'Bad request' }, 'UNSUPPORTED_OPTION'],
])('does not let one text that the provider refuses %s fail its neighbors', async (_, status, error, code) => {
  const upstream = await chatUpstream((question) => {
    const tags = [...question.matchAll(/ begin ([0-9a-f]{4})\]/g)].map(([, tag]) => tag ?? '');
    const asked = { texts: texts.filter((text) => question.includes(text)), tags };
    if (asked.texts.includes('bad 2')) return { status, json: { error } };
    return { content: JSON.stringify(asked.texts.length === 1 ? items(asked)[0] : { items: items(asked) }) };
  });
  const refusing = openaiAt(upstream.url, { maxBatch: 4 });
  const outcomes = await runOf(refusing, 'sentiment')({ texts: texts, options: {} }, callOf());
  expect(outcomes.map((outcome) => isAnswered(outcome) || errorOf(outcome).code)).toEqual([true, code, true]);
  expect(upstream.requests).toHaveLength(4);
  await refusing.close?.();
  await upstream.close();
});

it('asks nobody again when the service itself fails', async () => {
  await start(() => ({ status: 503, error: { message: 'no' } }) as never);
  expect(await labels()).toEqual(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE']);
  expect(mock.questions()).toHaveLength(1);
});

it('asks each text alone when the reply to all grew too long, and leaves one that the network cut to who asks', async () => {
  await start((asked) =>
    asked.texts.length > 1 ? ({ content: '{', finishReason: 'length' } as never) : JSON.stringify(items(asked)[0]),
  );
  expect(await labels()).toEqual(['POSITIVE', 'NEGATIVE', 'POSITIVE']);
  const cutting = await rawUpstream('the JSON is cut');
  const cut = openaiAt(cutting.url, { maxBatch: 4 });
  const outcomes = await runOf(cut, 'sentiment')({ texts: texts, options: {} }, callOf());
  expect(outcomes.map((outcome) => errorOf(outcome).code)).toEqual(Array(3).fill('UPSTREAM_TRUNCATED'));
  expect(cutting.requests()).toBe(1);
  await cut.close?.();
  await cutting.close();
});

it('shares out the tokens and the cost of the prompt exactly', async () => {
  await start(
    (asked) => ({
      content: JSON.stringify({ items: items(asked) }),
      usage: { prompt_tokens: 100, completion_tokens: 31, total_tokens: 131 },
    }),
    { prices: { m: { inputPerMillion: 1_000_000, outputPerMillion: 1_000_000 } } },
  );
  const outcomes = await runOf(backend, 'sentiment')({ texts: texts, options: {} }, callOf());
  const usages = outcomes.flatMap(({ result }) => ('usage' in result && result.usage ? [result.usage] : []));
  expect(usages.reduce((sum, usage) => sum + usage.inputTokens, 0)).toBe(100);
  expect(usages.reduce((sum, usage) => sum + usage.outputTokens, 0)).toBe(31);
  expect(usages.reduce((sum, usage) => sum + (usage.costUsd ?? 0), 0)).toBeCloseTo(131, 6);
});
