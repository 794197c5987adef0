import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highlight, type Language } from '../../../console/src/code/highlight.ts';

const language = fc.constantFrom<Language>('graphql', 'shell', 'javascript', 'python', 'json');
const code = fc
  .array(fc.constantFrom('"', "'", '`', '\\', '\n', '# ', '// ', 'const', '$x', '"""', '12', 'a:', '--silent', '</script>', '{'))
  .map((parts) => parts.join(''));

it('the tokens are the code again, whatever stands in it', () => {
  fc.assert(
    fc.property(code, language, (text, name) => {
      const tokens = highlight(text, name);
      expect(tokens.map((token) => token.text).join('')).toBe(text);
      expect(tokens.every(({ start, text: part }) => text.startsWith(part, start))).toBe(true);
    }),
  );
});

it('knows a string from a keyword', () => {
  expect(highlight('const a = "const";', 'javascript').filter(({ kind }) => kind !== 'plain')).toEqual([
    { start: 0, text: 'const', kind: 'keyword' },
    { start: 10, text: '"const"', kind: 'string' },
  ]);
});

it.each<[Language, string]>([
  ['json', `"${'a'.repeat(50)}`],
  ['json', '"\\"\\"\\"\\"\\'],
  ['javascript', `'it is`],
  ['shell', `'two\nlines`],
])('takes a string of %s that was cut off for one string', (name, text) => {
  expect(highlight(text, name)).toEqual([{ start: 0, text, kind: 'string' }]);
});
