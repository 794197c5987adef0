import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protectedSpans } from '../../../../backends/onnx/text/protected-spans.ts';
import { growthOf } from '../../../support/processor-time.ts';

const found = (text: string) => protectedSpans(text, 'en').map(({ start, end }) => text.slice(start, end));

describe('protectedSpans', () => {
  it.each([
    ['Run `git status` and ``a ` b`` now.', ['`git status`', '``a ` b``']],
    ['Before\n```js\nlet a = 1;\n\nb();\n```\nafter', ['```js\nlet a = 1;\n\nb();\n```']],
    ['See https://example.com/a_b?c=d#e. And (www.example.org/x).', ['https://example.com/a_b?c=d#e', 'www.example.org/x']],
    [
      'Read https://en.wikipedia.org/wiki/Rust_(language), then docs.example.com/x!',
      ['https://en.wikipedia.org/wiki/Rust_(language)', 'docs.example.com/x'],
    ],
    ['Mail first.last+tag@mail.example.com, or mailto:a@b.co.', ['first.last+tag@mail.example.com', 'mailto:a@b.co']],
    [
      'Hi {name}, {{ count }} of {total}, {n, plural, one {# item} other {# items}}.',
      ['{name}', '{{ count }}', '{total}', '{n, plural, one {# item} other {# items}}'],
    ],
    ['%s has %1$d of %.2f, %(user)s and %{name} in $HOME', ['%s', '%1$d', '%.2f', '%(user)s', '%{name}', '$HOME']],
    ['<b>Bold</b> &amp; <img src="a.png"/> <!-- note -->', ['<b>', '</b> &amp; <img src="a.png"/> <!-- note -->']],
    ['Use --force or --depth=1 in /usr/local/bin and ~/src/app.', ['--force', '--depth=1', '/usr/local/bin', '~/src/app']],
    ['Open C:\\Users\\me\\a.txt or \\\\host\\share. Ok.\\nThen wait.', ['C:\\Users\\me\\a.txt', '\\\\host\\share', '\\n']],
    ['It costs $5, R$ 1.299,99 or 7 €. 2 × ½.', ['$5', 'R$ 1.299,99', '7 €', '× ½']],
    ['Dvořák-Smetana in Łódź, Москва и Київ and 日本語.', ['Dvořák-Smetana', 'Łódź', 'Москва и Київ', '日本語']],
    ['He ran 10³ m over 25 km², H₂O, 1000³, 3½ and ① ⅔.', ['10³', 'km²', 'H₂O', '³', '3½', '① ⅔']],
    ['The code is 48151623420815162342.', ['48151623420815162342']],
    ['Click <0>here</0> or <1/>; hello :name, :count of @:shop.name.', ['<0>', '</0>', '<1/>', ':name', ':count', '@:shop.name']],
    ['@user likes #rust', ['@user', '#rust']],
    ['Nice 👍🏽 from 👩‍👩‍👧 in 🇧🇷, 1️⃣ ❤️', ['👍🏽', '👩‍👩‍👧', '🇧🇷', '1️⃣ ❤️']],
  ])('finds what must not change: %s', (text, spans) => {
    expect(found(text)).toEqual(spans);
  });

  it.each([
    '50% of users, 100% sure',
    'Trinta e/ou quarenta, é só não ir; the café has naïve guests',
    'a < b and c > d',
    'Dr. Smith said no.It is well -- really - so',
    'Node.js rocks',
    'The Oﬃce of the mayor, ＡＢＣ Street',
    'a note: this :) and :D at 10:30, key:value, 123456789012',
    'one/two',
  ])('lets ordinary text be: %s', (text) => expect(found(text)).toEqual([]));

  it('takes words of another script for the own ones of a language that is written in it', () => {
    const words = (language: string) => protectedSpans('Łódź и Москва', language).length;
    expect([words('en'), words('pl'), words('ru')]).toEqual([1, 1, 0]);
  });

  it('gives ordered spans inside the text, with more than space between them, for any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('`', '```', '{', '}', '<', '>', '@', 'a.com', '%s', ' ', '\n', '://', '😀'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const spans = protectedSpans(text, 'en');
        const wrong = spans.filter(
          ({ start, end }, index) => end <= start || end > text.length || start <= (spans[index - 1]?.end ?? -1),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });

  it.each(['{', '`', '```', '<', '<a ', '<!--', 'a@', 'a.', '{a', '{a{b}', '/a', '%', '--a', 'a', '😀\u200d', 'x://', '$', '@a'])(
    'takes time in proportion to the text: %j',
    (unit) =>
      expect(
        growthOf(
          (text) => protectedSpans(text, 'en'),
          (length) => unit.repeat(length / unit.length),
          20_000,
        ),
      ).toBeLessThan(30),
  );

  it('takes time in proportion to the brackets at the end of an address', () =>
    expect(
      growthOf(
        (text) => protectedSpans(text, 'en'),
        (length) => `https://a${')'.repeat(length)}`,
        20_000,
      ),
    ).toBeLessThan(30));
});
