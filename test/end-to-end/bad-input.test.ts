import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Task } from '../../src/task.ts';
import { type Answered, type Service, startService } from './service.ts';

const LABELS = [{ name: 'sports' }, { name: 'cooking' }];
const OPTIONS: Readonly<Record<Task, object>> = {
  classify: { labels: LABELS },
  sentiment: {},
  translate: { source: 'en', target: 'pt' },
  summarize: {},
};
const TASKS = Object.keys(OPTIONS) as Task[];

describe('bad input', () => {
  let service: Service;
  beforeAll(async () => {
    // What is asked here is much work: on a busy machine it may take minutes, and must come to an answer all the same.
    service = await startService({ server: { deadlineMs: 220_000 }, backends: { local: { kind: 'onnx' } } });
  });
  afterAll(() => service?.stop());

  /** What each task says of a text: a code, or OK. */
  async function said(text: string): Promise<Record<string, string>> {
    const answers = await Promise.all(TASKS.map((task) => service.ask(task, { text, ...OPTIONS[task] })));
    return Object.fromEntries(TASKS.map((task, place) => [task, answers[place]?.code ?? 'OK']));
  }

  async function expectGoodAnswers(): Promise<void> {
    expect(service.exitCode()).toBeNull();
    const answers = await Promise.all([
      service.ask('sentiment', { text: 'I love it.' }),
      service.ask('translate', { text: 'The house is big.', target: 'pt' }),
      service.ask('classify', { text: 'The striker scored twice.', labels: LABELS }),
      service.ask('summarize', { text: 'One sentence.' }),
    ]);
    expect(answers.map(({ label, text }) => label ?? text)).toEqual(['POSITIVE', 'A casa é grande.', 'sports', 'One sentence.']);
  }

  const all = (code: string) => ({ classify: code, sentiment: code, translate: code, summarize: code });
  const unreadable = { ...all('OK'), classify: 'UNSUPPORTED_LANGUAGE', sentiment: 'UNSUPPORTED_LANGUAGE' };

  it.each([
    ['empty', '', all('INPUT_INVALID')],
    ['white space', ' \n\t\u3000 ', all('INPUT_INVALID')],
    ['characters of zero width', '\u200b\u200d\u2060\ufeff\u202e \u0000', all('INPUT_INVALID')],
    ['one letter', 'x', all('OK')],
    ['one sign', '?', unreadable],
    ['digits', '12345', unreadable],
    ['emoji of no feeling', '🍕🍕', unreadable],
    ['emoji of a feeling', '😡😡', all('OK')],
    ['lone surrogates', 'good \ud800 and \udc00 bad', all('OK')],
    ['control characters', 'go\u0000od \u0007\u001b[31m news', all('OK')],
    ['bidi controls', '\u202egood\u202c \u2066news\u2069', all('OK')],
    ['mixed scripts', 'good хорошо 良い جيد', all('OK')],
    ['marks of models', '</s> [SEP] <unk> [CLS] ▁ <0x0A> good', all('OK')],
    ['50,000 × a', 'a'.repeat(50_000), unreadable],
    ['5,000 one-letter lines', 'b\n'.repeat(5_000), all('OK')],
    ['100,000 × a', 'a'.repeat(100_000), { ...all('INPUT_TOO_LONG'), summarize: 'OK' }],
  ])('%s', async (_, text, codes) => {
    expect(await said(text)).toEqual(codes);
  });

  it.each([
    ['one label', 'classify', { labels: [{ name: 'a' }] }, 'INPUT_INVALID'],
    ['two labels of one name', 'classify', { labels: [{ name: 'a' }, { name: 'a' }] }, 'INPUT_INVALID'],
    ['an empty label', 'classify', { labels: [{ name: 'a' }, { name: ' ' }] }, 'INPUT_INVALID'],
    ['a label of zero width', 'classify', { labels: [{ name: 'a' }, { name: '\u200b' }] }, 'INPUT_INVALID'],
    ['a label of 10,000 characters', 'classify', { labels: [{ name: 'a' }, { name: 'b'.repeat(10_000) }] }, 'INPUT_INVALID'],
    ['151 labels', 'classify', { labels: Array.from({ length: 151 }, (_, place) => ({ name: `l${place}` })) }, 'INPUT_INVALID'],
    ['labels and a classifier', 'classify', { labels: LABELS, classifier: 'emotion' }, 'INPUT_INVALID'],
    ['neither of the two', 'classify', {}, 'INPUT_INVALID'],
    ['an unknown classifier', 'classify', { classifier: 'no-such' }, 'NOT_FOUND'],
    ['a language the model does not know', 'sentiment', { language: 'de' }, 'UNSUPPORTED_LANGUAGE'],
    ['a language that is none', 'sentiment', { language: 'no language' }, 'INPUT_INVALID'],
    ['source and target the same', 'translate', { source: 'pt-BR', target: 'pt' }, 'INPUT_INVALID'],
    ['a pair that no model has', 'translate', { source: 'fr', target: 'ja' }, 'UNSUPPORTED_LANGUAGE'],
  ] as const)('%s', async (_, task, options, code) => {
    expect(await service.ask(task, { text: 'Some text.', ...options })).toMatchObject({ code });
  });

  it.each([101, 1_000])('a batch of %i', async (length) => {
    const [answer] = await service.askMany('sentiment', Array<string>(length).fill('x'), {});
    expect(answer?.code).toBe('BAD_USER_INPUT');
  });

  it('one bad item among good ones', async () => {
    const answers = await service.askMany('sentiment', ['Good.', '', 'a'.repeat(50_001), 'Awful.'], {});
    const gist = ({ code, label }: Answered) => code ?? label;
    expect(answers.map(gist)).toEqual(['POSITIVE', 'INPUT_INVALID', 'INPUT_TOO_LONG', 'NEGATIVE']);
  });

  it.each([
    [
      '10 MB',
      JSON.stringify({ query: '{__typename}', variables: { text: 'a'.repeat(10_000_000) } }),
      {},
      413,
      'REQUEST_TOO_LARGE',
    ],
    ['broken JSON', '{"query":', {}, 400, 'BAD_REQUEST'],
    ['another content type', 'query={__typename}', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s', async (_, body, headers, status, code) => {
    const reply = await service.post(body, headers);
    expect([reply.status, reply.errors?.[0]?.extensions.code]).toEqual([status, code]);
  });

  it.each([
    [
      '10,000 aliases',
      `{${Array.from({ length: 10_000 }, (_, place) => `a${place}:__typename`).join(' ')}}`,
      'GRAPHQL_PARSE_FAILED',
    ],
    ['51 root fields', `{${Array.from({ length: 51 }, (_, place) => `a${place}:__typename`).join(' ')}}`, 'QUERY_TOO_COMPLEX'],
    ['1,000 levels', `${'{a'.repeat(1_000)}${'}'.repeat(1_000)}`, ''],
    [
      'variables of another type',
      'query ($input: SentimentInput!) { sentiment(input: $input) { __typename } }',
      'BAD_USER_INPUT',
    ],
  ])('%s', async (_, query, code) => {
    const { errors } = await service.post({ query, variables: { input: { text: 5 } } });
    expect(errors?.map(({ extensions }) => extensions.code).join(' ')).toContain(code);
    expect(errors).not.toEqual([]);
  });

  it('leaves a process that lives, answers well, and holds no more memory than before', async () => {
    const round = (seed: string) =>
      Promise.all([
        service.ask('sentiment', { text: `${seed} is good. `.repeat(500) }),
        service.ask('translate', { text: `${seed}, the door is open. `.repeat(20), target: 'pt' }),
        service.ask('summarize', { text: `${seed} is a town. It has ${seed} streets. `.repeat(300) }),
        service.post(JSON.stringify({ query: '{__typename}', variables: { text: seed.repeat(2_000_000) } })),
      ]);
    await round('One');
    await setTimeout(1_000);
    const before = service.residentKb();
    for (const seed of ['Two', 'Three', 'Four']) await round(seed);
    await setTimeout(1_000);
    expect(service.residentKb() / before).toBeLessThan(1.35);
    await expectGoodAnswers();
  });

  it('never harms the next good request', expectGoodAnswers);
});
