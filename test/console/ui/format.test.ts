import { describe, expect, it, vi } from 'vitest';
import { countWords, dollars, moment, percent } from '../../../console/src/ui/format.ts';

describe('a share', () => {
  it('is never told as none or as all when it is not', () => {
    const shares = [0, 0.0001, 0.001, 0.5, 0.9994, 0.9999, 1, null];
    expect(shares.map(percent).map((text) => text.replace('\u00a0', ' '))).toEqual([
      '0 %',
      '< 0.1 %',
      '0.1 %',
      '50 %',
      '99.9 %',
      '> 99.9 %',
      '100 %',
      '–',
    ]);
  });
});

describe('a price', () => {
  it('has no exponent when it is small, and is cut into thousands when it is large', () => {
    expect([0, 0.0000005, 0.00123, 0.25, 1234567.891].map(dollars)).toEqual([
      '$0',
      '$0.00000050',
      '$0.0012',
      '$0.25',
      '$1,234,567.89',
    ]);
  });
});

describe('a moment', () => {
  it('has its day unless that is today', () => {
    const now = new Date();
    expect(moment(now.toISOString())).toBe(now.toLocaleTimeString());
    const before = new Date(now.getTime() - 48 * 3_600_000);
    expect(moment(before.toISOString())).toBe(before.toLocaleString());
  });
});

describe('the words of a text', () => {
  it('are counted in any script', () => {
    expect(['', ' ', 'a b', "it's 3 o'clock", '日本'].map(countWords)).toEqual([0, 0, 2, 3, 1]);
  });

  it('are counted in pieces: the time for one text grows with the square of its length', () => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    expect(countWords('The town council voted on Tuesday. '.repeat(1_000))).toBe(6_000);
    expect(countWords(`${'a'.repeat(1_999)} ${'b'.repeat(1_500)}`)).toBe(2);
    expect(Math.max(...segment.mock.calls.map(([text]) => text.length))).toBeLessThanOrEqual(2_000);
    segment.mockRestore();
  });
});
