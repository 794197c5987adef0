import { expect, it } from 'vitest';
import { createKeys, matchesFilter } from '../../../src/cache/entry.ts';
import { createSeal } from '../../../src/cache/seal.ts';

const key = 'sentiment:local/m@1:0123456789abcdef:0123:4567';
const entry = { format: 4, text: 'Ünï 🎉 \u0000 \ud800', list: [1, null] };

it.each([
  ['without a secret', undefined],
  ['with a secret', 'a secret of some length'],
])('gives %s what it closed', (_, secret) => {
  const seal = createSeal(secret);
  expect(seal.open(key, seal.close(key, entry))).toEqual(entry);
  expect(seal.open(key, undefined)).toBeUndefined();
  expect(seal.open(key, null)).toBeUndefined();
});

it.each([
  ['without a secret', undefined],
  ['with a secret', 'a secret of some length'],
])('takes %s nothing for an entry that was cut, changed in any place, or closed for another key', (_, secret) => {
  const seal = createSeal(secret);
  const closed = seal.close(key, entry);
  const isEntry = (stored: unknown, under = key) => typeof seal.open(under, stored) === 'object';
  expect(isEntry(closed)).toBe(true);
  expect(isEntry(closed, `${key}8`)).toBe(false);
  for (let place = 0; place < closed.length; place++) {
    expect(isEntry(closed.slice(0, place))).toBe(false);
    expect(isEntry(`${closed.slice(0, place)}~${closed.slice(place + 1)}`)).toBe(false);
  }
  for (const stored of ['', 'garbage', 7, true, JSON.stringify(entry)]) expect(isEntry(stored)).toBe(false);
});

it('takes nothing for an entry that was closed without the secret, or with another', () => {
  const seal = createSeal('a secret of some length');
  for (const other of [undefined, 'another secret of some length'])
    expect(seal.open(key, createSeal(other).close(key, entry))).not.toEqual(entry);
});

it('shows with a secret nothing in a key that could be guessed, and still finds what a purge means', () => {
  const keysOf = createKeys({ task: 'sentiment', model: { id: 'm', version: '1', backend: 'local' } }, 'tenant');
  const [plain = '', other = ''] = keysOf(['a', 'b'], {}, 'public');
  const seal = createSeal('a secret of some length');
  const hidden = seal.keyOf(plain);
  const parts = plain.split(':');
  expect(hidden.split(':').map((part, place) => part === parts[place])).toEqual([true, true, false, false, false]);
  expect(hidden).toHaveLength(plain.length);
  for (const filter of [{}, { text: 'a' }, { tenant: 'public', model: 'local/m' }])
    expect(matchesFilter(filter, seal.partOf)(hidden)).toBe(true);
  for (const filter of [{ text: 'b' }, { tenant: 'other' }, { task: 'translate' as const }])
    expect(matchesFilter(filter, seal.partOf)(hidden)).toBe(false);
  expect(createSeal('another secret of some length').keyOf(plain)).not.toBe(hidden);
  expect(seal.keyOf(other)).not.toBe(hidden);
});
