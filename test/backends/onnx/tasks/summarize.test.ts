import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractiveModel } from '../../../../backends/onnx/tasks/summarize.ts';
import { GatewayError } from '../../../../src/errors.ts';
import type { Answer } from '../../../../src/model.ts';
import type { SummarizeOptions } from '../../../../src/task.ts';
import { bagOfWords, fakeInference, heardBy, plainCall, servedAs } from './fake-inference.ts';

const setUp = (hear?: (delta: string) => unknown, modelOf: (text: string) => readonly number[] | GatewayError = bagOfWords) => {
  const inference = fakeInference(modelOf);
  const model = extractiveModel(servedAs('minilm-extractive'), inference);
  const summarize = async (text: string, options: Partial<SummarizeOptions> = {}) => {
    const outcomes = await model.run(
      { texts: [text], options: { length: 'MEDIUM', format: 'PARAGRAPH', ...options }, sinks: hear && [heardBy(hear)] },
      plainCall(),
    );
    return outcomes.map(({ result }) => (result as Answer<'summarize'>).value)[0];
  };
  return { inference, model, summarize };
};

const ARTICLE = [
  'The city council voted on Monday to close the old harbour bridge for repairs.',
  'It will stay closed until the spring of next year, officials said.',
  'Engineers found rust in the main cables of the harbour bridge in May.',
  'Local shops fear that the closure of the bridge will keep customers away.',
  'However, the mayor promised a free ferry between the two banks.',
  'A ferry ran across the harbour until 1931, when the bridge was opened.',
  'The repairs will cost nine million and are paid for by the state.',
  'Swimmers like the beach.',
].join(' ');

describe('extractive summaries', () => {
  it('take whole sentences of the text, in order, with their offsets', async () => {
    const summary = await setUp().summarize(ARTICLE);
    expect(summary?.method).toBe('EXTRACTIVE');
    expect(summary?.sentences).toHaveLength(3);
    const starts = summary?.sentences?.map(({ start }) => start) ?? [];
    expect([...starts].sort((left, right) => left - right)).toEqual(starts);
    for (const { text, start, end, score } of summary?.sentences ?? []) {
      expect(ARTICLE.slice(start, end)).toBe(text);
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1.000001);
    }
    expect(summary?.text).toBe(summary?.sentences?.map(({ text }) => text).join(' '));
  });

  it('hold 1, 3 or 6 sentences of a short article by the length asked for', async () => {
    const { summarize } = setUp();
    const counts = [];
    for (const length of ['SHORT', 'MEDIUM', 'LONG'] as const)
      counts.push((await summarize(ARTICLE, { length }))?.sentences?.length);
    expect(counts).toEqual([1, 3, 6]);
  });

  it('keep no sentence that leans on one that is not there', async () => {
    const { summarize } = setUp();
    for (const length of ['SHORT', 'MEDIUM', 'LONG'] as const) {
      const summary = await summarize(ARTICLE, { length });
      const text = summary?.text ?? '';
      if (text.includes('It will stay')) expect(text).toContain('The city council');
      if (text.includes('However')) expect(text).toContain('Local shops');
    }
  });

  it('say nothing twice', async () => {
    const twice = `${ARTICLE} ${ARTICLE}`;
    const summary = await setUp().summarize(twice, { length: 'LONG' });
    const texts = summary?.sentences?.map(({ text }) => text) ?? [];
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('come as lines with bullets when asked', async () => {
    const summary = await setUp().summarize(ARTICLE, { format: 'BULLETS' });
    const lines = summary?.text.split('\n') ?? [];
    expect(lines).toHaveLength(3);
    expect(lines.every((line) => line.startsWith('- '))).toBe(true);
  });

  it('give a text back whole, without a model, when it is no longer than the summary', async () => {
    const { summarize, inference } = setUp();
    const summary = await summarize('  One sentence only.\n');
    expect(summary).toEqual({
      text: 'One sentence only.',
      method: 'EXTRACTIVE',
      sentences: [{ text: 'One sentence only.', start: 2, end: 20, score: null }],
    });
    expect(inference.read).toEqual([]);
  });

  it('leave headings out, and take turns of a dialogue whole', async () => {
    const { summarize } = setUp();
    const report = await summarize(`Harbour bridge news\n\n${ARTICLE}`, { length: 'LONG' });
    expect(report?.text).not.toContain('Harbour bridge news');
    const turns = [
      'Ann: Hi there. Are you in?',
      'Bob: I am. What is it?',
      'Ann: The bridge is closed.',
      'Bob: It is? Since when?',
      'Ann: Since Monday.',
    ];
    const dialogue = await summarize(turns.join('\n'));
    expect(dialogue?.sentences?.every(({ text }) => turns.includes(text))).toBe(true);
  });

  it('reach a listener sentence by sentence, and add up to the text', async () => {
    const deltas: string[] = [];
    const summary = await setUp((delta) => deltas.push(delta)).summarize(ARTICLE);
    expect(deltas).toHaveLength(3);
    expect(deltas.join('')).toBe(summary?.text);
  });

  it('read at most a thousand sentences of a very long text', async () => {
    const { summarize, inference } = setUp();
    const text = Array.from({ length: 5_000 }, (_, place) => `Sentence number ${place} tells of topic ${place % 97}.`).join(' ');
    const summary = await summarize(text, { length: 'LONG' });
    expect(inference.read).toHaveLength(1_000);
    expect(summary?.sentences).toHaveLength(20);
  });

  it('stay short when a text is hardly anything but headings, or leans all through', async () => {
    const { summarize } = setUp();
    const headings = Array.from({ length: 2_000 }, (_, place) => `Heading number ${place}`).join('\n');
    const leaning = Array.from({ length: 2_000 }, (_, place) => `He said word ${place} out loud.`).join(' ');
    for (const text of [headings, leaning]) {
      const count = (await summarize(text))?.sentences?.length;
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(3);
    }
  });

  it('carry the error of the model', async () => {
    const broken = new GatewayError('OVERLOADED', 'full');
    const { model } = setUp(undefined, () => broken);
    const [outcome] = await model.run({ texts: [ARTICLE], options: { length: 'SHORT', format: 'PARAGRAPH' } }, plainCall());
    expect(outcome?.result).toBe(broken);
  });

  it('never are headlines, nor of a language that the model does not read', () => {
    const { supports } = setUp().model;
    expect(supports({ length: 'SHORT', format: 'PARAGRAPH' })).toBe(true);
    expect(supports({ length: 'SHORT', format: 'HEADLINE' })).toMatchObject({
      code: 'UNSUPPORTED_OPTION',
      supported: { values: ['PARAGRAPH', 'BULLETS'] },
    });
    expect(supports({ length: 'SHORT', format: 'BULLETS', language: 'pt-BR' })).toMatchObject({ code: 'UNSUPPORTED_LANGUAGE' });
  });

  it('stand in any text where their offsets say', async () => {
    const { summarize } = setUp();
    const word = fc.constantFrom(
      'However, no.',
      'Ab cd ef gh ij kl.',
      'She left!',
      '\n\n',
      'Head line',
      'Why not? ',
      '- item',
      '🙂🙂.',
      '\ud800',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 30 }), async (parts) => {
        const text = parts.join(' ');
        const summary = await summarize(text);
        for (const { start, end, text: own } of summary?.sentences ?? []) expect(own).toBe(text.slice(start, end));
      }),
    );
  });
});
