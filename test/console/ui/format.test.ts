import { describe, expect, it } from 'vitest';
import { dollars, moment, percent } from '../../../console/src/ui/format.ts';

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
