import { describe, expect, it } from 'vitest';
import { bleu } from '../../../bench/quality/bleu.ts';
import { pairedBootstrap } from '../../../bench/quality/bootstrap.ts';
import { chrf } from '../../../bench/quality/chrf.ts';
import { accuracy, calibrationError, type Judged, macroRecall } from '../../../bench/quality/measures.ts';
import { rouge } from '../../../bench/quality/rouge.ts';
import { stem } from '../../../bench/quality/stem.ts';

describe('the stemmer', () => {
  it.each([
    ['caresses', 'caress'],
    ['ponies', 'poni'],
    ['agreed', 'agre'],
    ['plastered', 'plaster'],
    ['motoring', 'motor'],
    ['conflated', 'conflat'],
    ['hopping', 'hop'],
    ['filing', 'file'],
    ['happy', 'happi'],
    ['relational', 'relat'],
    ['conditional', 'condit'],
    ['vietnamization', 'vietnam'],
    ['triplicate', 'triplic'],
    ['hopeful', 'hope'],
    ['goodness', 'good'],
    ['adjustment', 'adjust'],
    ['adoption', 'adopt'],
    ['probate', 'probat'],
    ['controll', 'control'],
    ['sky', 'sky'],
  ])('brings %s to %s', (word, root) => {
    expect(stem(word)).toBe(root);
  });
});

describe('ROUGE', () => {
  it('counts shared words, pairs of words and the longest common sequence', () => {
    const { rouge1, rouge2, rougeL } = rouge('the cat sat', ['the cat ran far']);
    expect(rouge1).toBeCloseTo(4 / 7, 10);
    expect(rouge2).toBeCloseTo(2 / 5, 10);
    expect(rougeL).toBeCloseTo(4 / 7, 10);
  });

  it('sees through endings and takes the mean over references', () => {
    expect(rouge('running dogs', ['run dog'])).toEqual({ rouge1: 1, rouge2: 1, rougeL: 1 });
    expect(rouge('one', ['one', 'two']).rouge1).toBe(0.5);
    expect(rouge('', ['one']).rouge1).toBe(0);
  });
});

describe('scores of translations', () => {
  const lines = ['The cat sits on the mat today.', 'It is 3.5 km, not more.'];

  it('are 100 for the reference itself and 0 for nothing', () => {
    expect(bleu(lines, lines)).toBeCloseTo(100, 8);
    expect(chrf(lines, lines)).toBeCloseTo(100, 8);
    expect(bleu(['', ''], lines)).toBe(0);
    expect(chrf(['', ''], lines)).toBe(0);
  });

  it('follow their formulas on a small case', () => {
    // Shares 3/4, 2/3, 1/2 and no run of four words (smoothed to 1/2 of 1); one word short of the five of the reference.
    expect(bleu(['a b c x'], ['a b c d e'])).toBeCloseTo(
      100 * Math.exp(1 - 5 / 4) * ((3 / 4) * (2 / 3) * (1 / 2) * (1 / 2)) ** 0.25,
      8,
    );
    // Orders 1 and 2 of six have matches: 2 of 3 letters and 1 of 2 pairs, both ways.
    expect(chrf(['abx'], ['aby'])).toBeCloseTo((100 * (2 / 3 + 1 / 2)) / 6, 8);
  });
});

describe('measures of classifiers', () => {
  const answers: Judged[] = [
    { said: 'a', truth: 'a', confidence: 0.9 },
    { said: 'a', truth: 'a', confidence: 0.9 },
    { said: 'a', truth: 'a', confidence: 0.9 },
    { said: 'a', truth: 'b', confidence: 0.9 },
  ];

  it('tell a class that is never found from many that are', () => {
    expect(accuracy(answers)).toBe(0.75);
    expect(macroRecall(answers)).toBe(0.5);
  });

  it('hold confidence against what came true', () => {
    expect(calibrationError(answers)).toBeCloseTo(0.15, 10);
  });
});

describe('the paired bootstrap', () => {
  it('is sure of a constant difference, unsure of a mixed one, and the same in every run', () => {
    expect(pairedBootstrap([2, 3, 4], [1, 2, 3])).toEqual({ mean: 1, low: 1, high: 1 });
    const mixed = pairedBootstrap([1, 0, 1, 0], [0, 1, 0, 1]);
    expect(mixed.low).toBeLessThan(0);
    expect(mixed.high).toBeGreaterThan(0);
    expect(pairedBootstrap([1, 0, 1, 0], [0, 1, 0, 1])).toEqual(mixed);
  });
});
