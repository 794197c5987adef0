import { describe, expect, it } from 'vitest';
import { isAlike } from '../../src/is-alike.ts';

const values = [
  undefined,
  null,
  0,
  '',
  '0',
  false,
  [],
  [[]],
  [1, 2],
  [2, 1],
  [1, 2, undefined],
  {},
  { a: null },
  { a: 1 },
  { b: 1 },
  { a: 1, b: 2 },
  { a: { b: [1, { c: 'x' }] } },
  { a: { b: [1, { c: 'y' }] } },
  { 0: 1, 1: 2 },
];

describe('isAlike', () => {
  it('tells apart what does not say the same, whichever comes first', () => {
    const found = values.map((one) => values.filter((other) => isAlike(one, other)));
    expect(found).toEqual(values.map((value) => [value]));
  });
  it('takes for the same what has other objects, another order of members, or members that are undefined', () => {
    expect(isAlike({ a: { b: [1, { c: 'x' }] }, d: 2 }, { d: 2, a: { b: [1, { c: 'x', e: undefined }] } })).toBe(true);
    expect(isAlike({ a: 1, f: undefined }, { e: undefined, a: 1 })).toBe(true);
  });
});
