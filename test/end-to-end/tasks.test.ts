import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from './service.ts';

describe('the shipped product', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service?.stop());

  it('tells the sentiment of texts, with the caller’s word on their language or without', async () => {
    const texts = ['I love it!', 'What a waste of money.', 'The office opens at nine.', '😡😡'];
    const answers = await service.askMany('sentiment', texts, {});
    expect(answers.map(({ label }) => label)).toEqual(['POSITIVE', 'NEGATIVE', 'NEUTRAL', 'NEGATIVE']);
    expect(await service.ask('sentiment', { text: 'Great', language: 'en-GB' })).toMatchObject({ label: 'POSITIVE' });
    expect(await service.ask('sentiment', { text: 'Great', language: 'pt' })).toMatchObject({
      code: 'UNSUPPORTED_LANGUAGE',
      message: expect.stringContaining('Portuguese (pt)'),
    });
  });

  it('classifies into labels of the caller, one or several, by names, descriptions and examples', async () => {
    const text = 'My card was swallowed by the cash machine and I want my money back.';
    const labels = [
      { name: 'stolen card', description: 'The card was lost or taken by somebody or something.' },
      { name: 'exchange rate', examples: ['How many euros do I get?', 'What is a dollar worth?'] },
      { name: 'refund' },
    ];
    const one = await service.ask('classify', { text, labels });
    expect(one).toMatchObject({ label: 'stolen card', labels: ['stolen card'] });
    expect(one.scores?.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 3);
    const several = await service.ask('classify', { text, labels, multiLabel: true, threshold: 0.2 });
    expect(several.labels).toEqual(expect.arrayContaining(['stolen card', 'refund']));
    expect(several.labels).not.toContain('exchange rate');
    expect((await service.ask('classify', { text, labels, multiLabel: true, threshold: 1 })).labels).toEqual([]);
  });

  it('classifies by the labels of shipped classifiers', async () => {
    expect(await service.ask('classify', { text: 'I am furious about this!', classifier: 'emotion' })).toMatchObject({
      label: 'anger',
    });
    expect(await service.ask('classify', { text: 'Have a nice day', classifier: 'offensive' })).toMatchObject({
      label: expect.stringContaining('not'),
    });
  });

  it('translates both ways, with the source or without, and has no other form', async () => {
    expect(await service.ask('translate', { text: 'Good morning, my friend.', target: 'pt' })).toMatchObject({
      text: 'Bom dia, meu amigo.',
      source: 'en',
      target: 'pt',
    });
    expect(await service.ask('translate', { text: 'Obrigado', source: 'pt-BR', target: 'en' })).toMatchObject({
      text: 'Thank you',
    });
    expect(await service.ask('translate', { text: 'Hello', target: 'pt', formality: 'FORMAL' })).toMatchObject({
      code: 'UNSUPPORTED_OPTION',
    });
    expect(await service.ask('translate', { text: 'Hello', target: 'ja' })).toMatchObject({ code: 'UNSUPPORTED_LANGUAGE' });
  });

  it('summarizes in every length and form that is made of sentences', async () => {
    const text = Array.from(
      { length: 12 },
      (_, place) => `In chapter ${place + 1} the author visits another town by the sea.`,
    ).join(' ');
    const story = `The museum opens a show about bees on Friday. ${text} Visitors will see how bees dance to show the way to flowers.`;
    const counts: number[] = [];
    for (const length of ['SHORT', 'MEDIUM', 'LONG']) {
      const { text: summary = '', method, sentences = [] } = await service.ask('summarize', { text: story, length });
      expect([method, summary]).toEqual(['EXTRACTIVE', sentences.map((sentence) => sentence.text).join(' ')]);
      for (const sentence of sentences) expect(story.slice(sentence.start, sentence.end)).toBe(sentence.text);
      counts.push(sentences.length);
    }
    expect(counts[0]).toBe(1);
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    const { text: bullets = '' } = await service.ask('summarize', { text: story, format: 'BULLETS' });
    expect(bullets.split('\n').every((line) => line.startsWith('- '))).toBe(true);
    expect(await service.ask('summarize', { text: story, format: 'HEADLINE' })).toMatchObject({ code: 'UNSUPPORTED_OPTION' });
  });

  it('takes the model and backend the caller asks for, and no others', async () => {
    const routing = { model: 'sentiment-minilm' };
    expect(await service.ask('sentiment', { text: 'Good.', routing })).toMatchObject({ label: 'POSITIVE' });
    expect(await service.ask('sentiment', { text: 'Good.', routing: { model: 'none' } })).toMatchObject({ code: 'NOT_FOUND' });
  });
});
