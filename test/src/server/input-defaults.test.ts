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
  inputDefaults(typeOf(type))(value, added);
  return { value, added };
}

describe('inputDefaults', () => {
  it('gives absent fields their defaults, however deep, leaves the rest, and takes them out again', () => {
    const sent = () => ({ items: [{ text: 'a' }], routing: { cache: 'BYPASS' } });
    const { value, added } = filled('ClassifyBatchInput', sent());
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

  it.each([[null], ['text'], [5], [['a']], [{ text: 'a', routing: null }], [{ text: 'a', routing: 'USE' }]])(
    'leaves %j as it is: null, or of the wrong type',
    (wrong) => {
      const before = structuredClone(wrong);
      expect(filled('SentimentInput', wrong)).toEqual({ value: before, added: [] });
    },
  );
});
