import { isInputType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../../resolvers/schema.ts';
import { type Added, inputDefaults, takeOut } from '../../../src/server/input-defaults.ts';

const schema = createSchema();
const typeOf = (name: string) => {
  const type = schema.getType(name);
  if (!isInputType(type)) throw new Error(`${name} is no input type`);
  return type;
};

/** What becomes of a value, and what was put into it. */
function filled(type: string, value: unknown) {
  const added: Added = [];
  const isPlain = inputDefaults(typeOf(type))(value, added);
  return { value, added, isPlain };
}

describe('inputDefaults', () => {
  it('gives absent fields their defaults, however deep, leaves the rest, and takes them out again', () => {
    const sent = () => ({ items: [{ text: 'a' }], routing: { cache: 'BYPASS' } });
    const { value, added, isPlain } = filled('ClassifyBatchInput', sent());
    expect(isPlain).toBe(true);
    expect(value).toEqual({
      items: [{ text: 'a' }],
      multiLabel: false,
      routing: { strategy: 'AUTO', fallback: true, cache: 'BYPASS' },
    });
    takeOut(added);
    expect(value).toEqual(sent());
  });

  it('puts nothing in where nothing is absent', () => {
    expect(filled('SentimentInput', { text: 'a', routing: { strategy: 'AUTO', fallback: true, cache: 'USE' } }).added).toEqual(
      [],
    );
  });

  it.each<[string, unknown, string?]>([
    ['null for what may not be null', { text: null }],
    ['a text', 'text'],
    ['a number', 5],
    ['a list', [['a']]],
    ['an unknown field', { text: 'a', wrong: 1 }],
    ['a field that is missing', { routing: {} }],
    ['an object that is none', { text: 'a', routing: 'USE' }],
    ['an enum value that there is not', { text: 'a', routing: { cache: 'ALWAYS' } }],
    ['a number out of range', { text: 'a', routing: { timeoutMs: 3e9 } }],
    ['a language that is no text', { text: 'a', language: 5 }],
    ['one item for a list', { items: { text: 'a' } }, 'SentimentBatchInput'],
    ['one wrong item of many', { items: [{ text: 'a' }, null, { text: 'b' }] }, 'SentimentBatchInput'],
  ])('does not take %s for plain', (_, value, type = 'SentimentInput') => {
    const sent = structuredClone(value);
    const { isPlain, added } = filled(type, value);
    expect(isPlain).toBe(false);
    takeOut(added);
    expect(value).toEqual(sent);
  });

  it('looks no further than the first wrong item of a list', () => {
    let looked = 0;
    const item = () => ({
      get text() {
        looked += 1;
        return 5;
      },
    });
    expect(filled('SentimentBatchInput', { items: Array.from({ length: 100 }, item) }).isPlain).toBe(false);
    expect(looked).toBe(1);
  });
});
