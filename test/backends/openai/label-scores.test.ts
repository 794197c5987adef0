import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReplyToken } from '../../../backends/openai/chat-reply.ts';
import { labelScores } from '../../../backends/openai/label-scores.ts';
import { withScores } from '../../../backends/openai/with-scores.ts';

const log = Math.log;
const token = (text: string, probability: number, others: Record<string, number> = {}): ReplyToken => ({
  token: text,
  logprob: log(probability),
  top_logprobs: Object.entries({ [text]: probability, ...others }).map(([other, chance]) => ({
    token: other,
    logprob: log(chance),
  })),
});
const contentOf = (tokens: readonly ReplyToken[]) => tokens.map((part) => part.token).join('');
const labels = ['POSITIVE', 'NEUTRAL', 'NEGATIVE'];

describe('the score of a label', () => {
  it('is the product of the probabilities of the tokens that spell it', () => {
    const tokens = [
      token('{"', 1),
      token('label', 1),
      token('":"', 0.9),
      token('POS', 0.8),
      token('ITIVE', 0.5),
      token('"}', 0.3),
    ];
    const scores = labelScores(contentOf(tokens), tokens, 'label', { written: ['POSITIVE'], labels });
    expect([...scores.keys()]).toEqual(['POSITIVE']);
    expect(scores.get('POSITIVE')).toBeCloseTo(0.4, 10);
  });

  it('is, for a label that was not written, the alternative that only it can begin with', () => {
    const tokens = [
      token('{"label":"', 1),
      token('POS', 0.7, { NEG: 0.15, NEGA: 0.05, NE: 0.06, N: 0.02, XYZ: 0.01 }),
      token('ITIVE"}', 1),
    ];
    const scores = labelScores(contentOf(tokens), tokens, 'label', { written: ['POSITIVE'], labels });
    expect(scores.get('NEGATIVE')).toBeCloseTo(0.2, 10);
    expect(scores.has('NEUTRAL')).toBe(false);
  });

  it('is found where a token holds the quote and the label, or the label and what follows', () => {
    const tokens = [token('{"label":', 1), token(' "NEUTRAL"}', 0.6, { ' "POSITIVE"}': 0.3 })];
    const scores = labelScores(contentOf(tokens), tokens, 'label', { written: ['NEUTRAL'], labels });
    expect(scores.get('NEUTRAL')).toBeCloseTo(0.6, 10);
    expect(scores.get('POSITIVE')).toBeCloseTo(0.3, 10);
  });

  it('is found where the service left out the white space around the text', () => {
    const tokens = [token(' \n', 1), token('{"label":"', 1), token('NEUTRAL', 0.6), token('"}', 1), token('\n\t', 0.1)];
    const scores = labelScores('{"label":"NEUTRAL"}', tokens, 'label', { written: ['NEUTRAL'], labels });
    expect(scores.get('NEUTRAL')).toBeCloseTo(0.6, 10);
  });

  it.each([
    ['the end of the turn', [], ['<|im_end|>']],
    ['the beginning of the turn and its end', ['<|start|>assistant<|channel|>final<|message|>'], ['<|return|>']],
    ['thoughts', ['<think>', '{"label":"POSITIVE"} is wrong.', '</think>', '\n\n'], ['<|eot_id|>', '\n']],
  ])('passes over %s, which are among the tokens and not in the text', (_, before, behind) => {
    const answer = [token('{"label":"', 1), token('NEUTRAL', 0.6, { NEG: 0.3 }), token('"}', 1)];
    const around = (texts: readonly string[]) => texts.map((text) => token(text, 0.9));
    const tokens = [...around(before), ...answer, ...around(behind)];
    for (const reply of [contentOf(answer), contentOf(tokens)]) {
      const scores = labelScores(reply, tokens, 'label', { written: ['NEUTRAL'], labels });
      expect([scores.get('NEUTRAL'), scores.get('NEGATIVE')]).toEqual([expect.closeTo(0.6, 10), expect.closeTo(0.3, 10)]);
    }
  });

  it('counts what ends the label where another label goes on after it', () => {
    const tokens = [token('{"label":"', 1), token('sport', 0.9), token('"}', 0.6, { 's"}': 0.4 })];
    const scoreOf = (all: readonly string[]) =>
      labelScores(contentOf(tokens), tokens, 'label', { written: ['sport'], labels: all }).get('sport');
    expect(scoreOf(['sport', 'sports'])).toBeCloseTo(0.54, 10);
    expect(scoreOf(['sport', 'news'])).toBeCloseTo(0.9, 10);
  });

  it('is that of the answer and not of thoughts before it', () => {
    const tokens = [
      token('<think>"label" could be "', 1),
      token('NEUTRAL', 0.1),
      token('".</think>{"label":"', 1),
      token('NEUTRAL', 0.7),
      token('"}', 1),
    ];
    const scores = labelScores(contentOf(tokens), tokens, 'label', { written: ['NEUTRAL'], labels });
    expect(scores.get('NEUTRAL')).toBeCloseTo(0.7, 10);
  });

  it('is not known when the tokens are not those of the text', () => {
    const tokens = [token('{"label":"POSITIVE"}', 0.9)];
    expect(labelScores('{"label": "POSITIVE"}', tokens, 'label', { written: ['POSITIVE'], labels }).size).toBe(0);
    expect(labelScores('{}', [token('{}', 1)], 'label', { written: ['POSITIVE'], labels }).size).toBe(0);
  });

  it('is between 0 and 1, whatever a service sends', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.double({ noNaN: true }))), (parts) => {
        const tokens = [['{"label":"', 0] as const, ...parts].map(([text, logprob]) => ({
          token: text,
          logprob,
          top_logprobs: [{ token: text, logprob }],
        }));
        const scores = labelScores(contentOf(tokens), tokens, 'label', { written: ['a'], labels: ['a', 'b', ''] });
        for (const score of scores.values()) expect(score >= 0 && score <= 1).toBe(true);
      }),
    );
  });
});

describe('scores of an answer', () => {
  const tokens = [
    token('{"label":"', 1),
    token('spam', 0.9),
    token('","labels":["', 1),
    token('spam', 0.8),
    token('","', 1),
    token('news', 0.4),
    token('"]}', 1),
  ];
  const value = {
    label: 'spam',
    labels: ['spam', 'news'],
    scores: ['spam', 'news', 'other'].map((label) => ({ label, score: null })),
  };
  const reply = { content: contentOf(tokens), tokens };

  it('rule out the labels below the threshold, and null what nothing is known of', () => {
    const { value: scored, confidence } = withScores<'classify'>(value, reply, { multiLabel: true, threshold: 0.5, labels: [] });
    expect(scored.labels).toEqual(['spam']);
    expect(scored.scores.map(({ score }) => score && Number(score.toFixed(3)))).toEqual([0.8, 0.4, null]);
    expect(confidence).toBeCloseTo(0.9, 10);
  });

  it('are left as they are where the service gave no log-probabilities', () => {
    const bare = withScores<'classify'>(value, { content: reply.content }, { multiLabel: true, labels: [] });
    expect(bare).toEqual({ value });
  });
});
