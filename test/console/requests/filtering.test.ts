import { describe, expect, it } from 'vitest';
import { activeFilters, filtersOf, withParameters } from '../../../console/src/requests/filtering.ts';

const all = new URLSearchParams('failed=yes&task=classify&cache=SEMANTIC_HIT&model=cloud/m');

describe('the filters of an address', () => {
  it('are told in words, and as the gateway takes them', () => {
    expect(activeFilters(all).map(({ label }) => label)).toEqual([
      'With a failure',
      'Classify',
      'Cache: semantic hit',
      'cloud/m',
    ]);
    expect(filtersOf(all)).toEqual({ failed: true, task: 'CLASSIFY', cache: 'SEMANTIC_HIT', model: 'cloud/m' });
  });

  it('may ask for what went well', () => {
    expect(filtersOf(new URLSearchParams('failed=no'))).toEqual({ failed: false });
  });

  it('are passed over where they are wrong', () => {
    const wrong = new URLSearchParams('failed=maybe&task=guess&cache=hit&model=&other=1');
    expect(activeFilters(wrong)).toEqual([]);
    expect(filtersOf(wrong)).toEqual({});
  });

  it('go one by one or all together, and leave the rest of the address alone', () => {
    expect(withParameters(new URLSearchParams('open=3&task=classify'), { task: '' })).toBe('/requests?open=3');
    expect(withParameters(new URLSearchParams('failed=yes&task=classify'), { failed: '', task: '' })).toBe('/requests');
    expect(withParameters(new URLSearchParams(), { model: 'cloud/m' })).toBe('/requests?model=cloud%2Fm');
  });
});
