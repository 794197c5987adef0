import { afterAll } from 'vitest';
import { testBackend } from '../contract.ts';
import { type Mock, startMock } from './mock.ts';
import { openaiAt } from './openai-at.ts';

/** Answers as a model would: by what stands in the text. */
function reply(text: string, name: string) {
  const isGood = text.includes('good');
  if (name === 'classify') return { label: isGood ? 'praise' : 'complaint' };
  if (name === 'sentiment') return { label: isGood ? 'POSITIVE' : 'NEGATIVE' };
  return name === 'translate' ? { translation: `pt: ${text}` } : { summary: text.slice(0, 9) };
}

const mocks: Mock[] = [];
afterAll(() => Promise.all(mocks.map((mock) => mock.close())));

async function create(maxBatch: number) {
  const mock = await startMock(({ texts, tags, body }) => {
    if (texts.some((text) => text.includes('forbidden')))
      return { status: 400, error: { message: 'no', code: 'content_filter' } } as never;
    const { name } = (body as { response_format: { json_schema: { name: string } } }).response_format.json_schema;
    const replies = texts.map((text) => reply(text, name));
    return JSON.stringify(
      texts.length === 1 ? replies[0] : { items: replies.map((item, place) => ({ tag: tags[place], ...item })) },
    );
  });
  mocks.push(mock);
  return openaiAt(mock.url, { maxBatch });
}

const texts = ['A good day.', 'A bad day.', 'A day so good.'] as const;
const failing = 'A forbidden day.';

for (const maxBatch of [1, 8]) {
  testBackend(() => create(maxBatch), {
    samples: {
      classify: { options: { labels: [{ name: 'praise' }, { name: 'complaint' }], multiLabel: false }, texts, failing },
      sentiment: { options: {}, texts, failing },
      translate: { options: { target: 'pt', source: 'en' }, texts, failing },
      summarize: { options: { length: 'SHORT', format: 'PARAGRAPH' }, texts, failing },
    },
  });
}
