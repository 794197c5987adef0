import { isInputType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../../resolvers/schema.ts';
import { inputDefaults } from '../../../src/server/input-defaults.ts';

const schema = createSchema();
const typeOf = (name: string) => {
  const type = schema.getType(name);
  if (!isInputType(type)) throw new Error(`${name} is no input type`);
  return type;
};

describe('inputDefaults', () => {
  it('gives absent fields their defaults, however deep, and leaves the rest', () => {
    const fillIn = inputDefaults(typeOf('ClassifyBatchInput'));
    expect(fillIn({ items: [{ text: 'a' }], routing: { cache: 'BYPASS' } })).toEqual({
      items: [{ text: 'a' }],
      multiLabel: false,
      routing: { strategy: 'AUTO', fallback: true, cache: 'BYPASS' },
    });
  });

  it('gives back the very value where nothing is absent', () => {
    const whole = { text: 'a', routing: { strategy: 'AUTO', fallback: true, cache: 'USE' } };
    expect(inputDefaults(typeOf('SentimentInput'))(whole)).toBe(whole);
  });

  it('leaves null and what is of the wrong type as it is', () => {
    const fillIn = inputDefaults(typeOf('SentimentInput'));
    for (const wrong of [null, 'text', 5, ['a'], { text: 'a', routing: null }, { text: 'a', routing: 'USE' }])
      expect(fillIn(wrong)).toBe(wrong);
  });
});
