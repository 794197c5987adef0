import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../../src/cache/semantic-signature.ts';
import { fastestMs } from '../../support/processor-time.ts';

describe('however near, the answer is not taken when', () => {
  it.each([
    ['a number differs', 'I paid 20 euros for it', 'I paid 200 euros for it'],
    ['a date differs', 'It broke on 2026-01-02', 'It broke on 2026-01-03'],
    ['two numbers change places', 'It has 2 doors and 4 seats', 'It has 4 doors and 2 seats'],
    ['one is negated', 'I would buy it again', 'I would not buy it again'],
    ['one is negated by contraction', 'I do like it', "I don't like it"],
    ['one is negated by a contraction typed on a phone', 'I do like it', 'I don’t like it'],
    ['one is negated by a contraction without apostrophe', 'I do like it', 'I dont like it'],
    ['one is negated by a rare contraction', 'You ought to buy it', "You oughtn't to buy it"],
    ['one is negated in Portuguese', 'Eu gosto do hotel', 'Eu não gosto do hotel'],
    ['a name differs', 'We flew with Alpha to Rome', 'We flew with Beta to Rome'],
    ['a name in brackets differs', 'We flew (Alpha)', 'We flew (Beta)'],
    ['a sign differs', 'The room 🛁', 'The room 🧨'],
    ['a smile differs', 'The breakfast was nice :)', 'The breakfast was nice :-('],
    ['a currency differs', 'It costs $20', 'It costs €20'],
    ['a word of another script differs', 'The sign says хорошо', 'The sign says плохо'],
  ])('%s', (_, one, two) => {
    expect(signatureOf(one)).not.toBe(signatureOf(two));
  });
});

describe('the answer may be taken when only', () => {
  it.each([
    ['case and order of other words differ', 'The room was clean', 'the room was very clean'],
    ['sentences begin with other words', 'Good room. It was clean', 'Nice room! Always clean'],
    ['the apostrophe is another', "I don't like it", 'I don’t like it'],
    ['the apostrophe is a modifier letter', "I don't like it", 'I donʼt like it'],
    ['the apostrophe is left out', "I don't like it", 'I dont like it'],
    ['a negation is shouted', 'I do not like it', 'I do NOT like it'],
    ['an accent is encoded in two parts', 'N\u00e3o gosto', 'Na\u0303o gosto'],
    ['other words have an apostrophe', 'the hotel’s room', 'the room of the hotel'],
  ])('%s', (_, one, two) => {
    expect(signatureOf(one)).toBe(signatureOf(two));
  });
});

it('is short, whatever is in the text', () => {
  expect(signatureOf('7 '.repeat(25_000))).toHaveLength(64);
});

describe('costs a text no more than prose of its length, or a few times that:', () => {
  const LENGTH = 50_000;
  const filled = (unit: string) => unit.repeat(Math.ceil(LENGTH / unit.length)).slice(0, LENGTH);
  const fastest = (text: string) => fastestMs(() => signatureOf(text));
  const prose = filled('We stayed at the Alpha for 3 nights, and it was not clean. ');

  it.each([
    ['letters', 'éa'],
    ['letters that nearly end as a contraction', "an'"],
    ['white space', ' '],
    ['a word before white space', '      \t\n'],
    ['apostrophes', "'"],
    ['apostrophes of phones', '’'],
    ['modifier letters', 'ʼ'],
    ['letters with apostrophes between', "n't"],
    ['digits', '1'],
    ['digits and separators', '1.'],
    ['digits and many separators', '1--'],
    ['separators', '.'],
    ['marks out of order', '\u0301\u0323'],
    ['capitals', 'A '],
    ['signs', '🛁'],
    ['halves of smiles', ':-'],
  ])('%s', (_, unit) => {
    expect(fastest(`x${filled(unit)}`) / fastest(prose)).toBeLessThan(20);
  });
});
