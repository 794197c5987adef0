import { describe, expect, it } from 'vitest';
import { isPlaceholder } from '../../../backends/openai/prompt-leak.ts';
import { readItems } from '../../../backends/openai/read-items.ts';

describe('a reply', () => {
  it.each([
    '{"a":1}',
    ' \n{"a":1}\n',
    '```json\n{"a":1}\n```',
    '```\n{"a":1}```\n',
    '\n```JSON \r\n{"a":1}\r\n```',
    '<think>{"a":2}</think>{"a":1}',
    'Well, {"a":2}.\n</think>\n```json\n{"a":1}\n```',
  ])('is read from %j', (content) => {
    expect(readItems(content, ['a'])).toEqual([{ a: 1 }]);
  });

  it('may hold the end of thoughts in its answer', () => {
    expect(readItems('{"a":"x </think> {}"}', ['a'])).toEqual([{ a: 'x </think> {}' }]);
  });

  it.each(['', '```', '``````', '```\n```', '```json\n{"a":1}', '<think>{"a":1}', '</think>', 'null', 'Gladly!'])(
    'is nothing in %j',
    (content) => {
      expect(readItems(content, ['a'])[0] ?? undefined).toBeUndefined();
    },
  );

  // A pattern that tries each line feed anew would not be through before the test is given up.
  it('that is line feeds and no more is read in one pass', () => {
    expect(readItems(`\`\`\`json\n${'\n'.repeat(1_000_000)}x`, ['a'])).toEqual([undefined]);
    const prompt = { system: { text: '', sentences: [] }, user: '', boundary: 'b', tags: [] };
    expect(isPlaceholder(`a${'\n- '.repeat(400_000)}b`, prompt)).toBe(false);
    expect(isPlaceholder('\n - ...\n', prompt)).toBe(true);
  });
});
