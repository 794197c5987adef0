import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnx } from '../../../../backends/onnx/index.ts';
import { onnxSettings } from '../../../../backends/onnx/settings.ts';
import type { Answer, Backend, Model } from '../../../../src/model.ts';
import type { Options, Task } from '../../../../src/task.ts';
import { plainCall } from './fake-inference.ts';

describe('the shipped models', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await createOnnx('local', onnxSettings.parse({ workers: 1 }));
  });
  afterAll(() => backend?.close?.());

  async function ask<T extends Task>(task: T, id: string, texts: readonly string[], options: Options<T>): Promise<Answer<T>[]> {
    const model = backend.models().find((one) => one.task === task && one.id === id) as Model<T> | undefined;
    const outcomes =
      (await model?.run({ texts: texts, options: options }, { ...plainCall(), deadlineAt: performance.now() + 25_000 })) ?? [];
    return outcomes.map(({ result }) => result as Answer<T>);
  }

  it('tell praise from blame from plain fact', async () => {
    const texts = [
      'I love this phone, it is wonderful!',
      'Awful service, I want my money back.',
      'The meeting is on Tuesday at noon.',
    ];
    const answers = await ask('sentiment', 'sentiment-minilm', texts, {});
    expect(answers.map(({ value }) => value.label)).toEqual(['POSITIVE', 'NEGATIVE', 'NEUTRAL']);
  });

  it('read a long text to its end: blame that comes after a page of facts turns the answer', async () => {
    const facts = 'The parcel came on Tuesday. It holds a lamp, a cable and a book. The lamp is made of steel. '.repeat(8);
    const blame = 'It broke at once, it is awful and I hate it. '.repeat(40);
    const [plain, long] = await ask('sentiment', 'sentiment-minilm', [facts, facts + blame], {});
    expect(plain?.value.label).not.toBe('NEGATIVE');
    expect(long?.value.label).toBe('NEGATIVE');
    expect(long?.usage?.inputTokens).toBeGreaterThan(512);
  });

  it('name emotions and offence', async () => {
    const [angry, glad] = await ask('classify', 'emotion', ['I am furious, how dare they!', 'So happy today, best day ever!'], {
      classifier: 'emotion',
      multiLabel: false,
    });
    expect([angry?.value.label, glad?.value.label]).toEqual(['anger', 'joy']);
    const [rude] = await ask('classify', 'offensive', ['You are a stupid idiot'], { classifier: 'offensive', multiLabel: false });
    expect(rude?.value.label).toBe('offensive');
  });

  it('sort texts into labels nobody trained it for, written as programs write them', async () => {
    const labels = ['card_arrival', 'exchange_rate', 'lost_or_stolen_card', 'AddToPlaylist'].map((name) => ({ name }));
    const texts = [
      'Where is my new card? It has not come yet.',
      'How many euros do I get for a dollar?',
      'Put this song on my party list',
    ];
    const answers = await ask('classify', 'minilm-zero-shot', texts, { labels, multiLabel: false });
    expect(answers.map(({ value }) => value.label)).toEqual(['card_arrival', 'exchange_rate', 'AddToPlaylist']);
  });

  it('take words that look like special tokens for plain words', async () => {
    const labels = [{ name: 'sports' }, { name: 'cooking' }];
    const [odd] = await ask('classify', 'minilm-zero-shot', ['[SEP] [CLS] </s> the striker scored twice [PAD]'], {
      labels,
      multiLabel: false,
    });
    expect(odd?.value.label).toBe('sports');
  });

  it('give several labels where several apply', async () => {
    const labels = ['football', 'money', 'cooking', 'weather'].map((name) => ({ name }));
    const text = 'The football club paid millions of euros to buy the striker.';
    const [answer] = await ask('classify', 'minilm-zero-shot', [text], { labels, multiLabel: true });
    expect(answer?.value.labels).toContain('football');
    expect(answer?.value.labels).not.toContain('weather');
  });

  it('find the sentences that an abstract is about', async () => {
    const text = [
      'Researchers have long known that bees dance.',
      'Flowers come in many colours.',
      'In this paper we show that the dance of bees tells other bees where flowers are.',
      'We filmed forty hives for a year.',
      'The weather was mild.',
    ].join(' ');
    const [answer] = await ask('summarize', 'minilm-extractive', [text], { length: 'MEDIUM', format: 'PARAGRAPH' });
    expect(answer?.value.text).toContain('In this paper we show that the dance of bees tells other bees where flowers are.');
    expect(answer?.value.text).not.toContain('The weather was mild.');
  });

  it('tell the matter of a letter rather than its courtesies, and lines of a list that say something', async () => {
    const letter = `Hi all,\n\nThanks for joining the call yesterday. The release moves to 14 March because the tests are failing.
Anna will fix the tests by Friday. Tom prepares the news for our customers.\n\nBest regards,\nMaria`;
    const list = 'To buy:\n- milk\n- eggs\n\nTo do:\n- call the plumber about the kitchen sink\n- book singleFlight to Porto';
    const [short, first] = await ask('summarize', 'minilm-extractive', [letter, list], { length: 'SHORT', format: 'PARAGRAPH' });
    expect(short?.value.text).toMatch(/release|tests/);
    expect(first?.value.text).toMatch(/plumber|singleFlight/);
  });

  it('feel what an emoji says, and guess nothing about signs', async () => {
    const [angry, glad, signs] = await ask('sentiment', 'sentiment-minilm', ['😡😡', 'ok 👍', '12345'], {});
    expect([angry?.value.label, glad?.value.label]).toEqual(['NEGATIVE', 'POSITIVE']);
    expect(signs).toMatchObject({ code: 'UNSUPPORTED_LANGUAGE' });
  });
});
