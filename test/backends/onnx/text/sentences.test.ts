import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../../../../backends/onnx/text/sentences.ts';
import { growthOf } from '../../../support/processor-time.ts';

const cut = (text: string) => sentencesOf(text).map(({ start, end }) => text.slice(start, end));

describe('sentencesOf', () => {
  it.each([
    ['Dr. Smith paid $3.50 to J. R. Jones of the U.S. Army. He left at 5 p.m. The end.', 3],
    ['The company (Acme Inc.) said so. And Apple Inc. denied it.', 2],
    ['See fig. 3, e.g. the left part. I said no. He left.', 3],
    ['In Roe v. Wade the court agreed. Jan. 5 was cold.', 2],
    ['O Sr. Silva e a Dra. Ana moram na Av. Paulista, no. 5. Fim.', 2],
    ['El Sr. López, p. ej. aquí, llegó. ¿Luego? ¡Salió!', 3],
    ["C'est M. Dupont. Il habite ici (rue X). Voilà.", 3],
    ['Am 3. Oktober war das z.B. gut. Herr Dr. Meier kam.', 2],
    ['Il Sig. Rossi è qui. Il Dott. Bianchi no.', 2],
    ['Visit https://a.b/c?d=e.f now. Then mail x@y.com. Done?!', 3],
    ['Yahoo! is here. Node.js rocks. Version 2.1.0 is out.', 3],
    ['See Fig. [3] for the rooms, p. [12], vol. II, chap. V and Eq. (4). He said no. I agreed.', 3],
    ['No séc. XIX e no cap. IV a vila cresceu. Leva no máx. 12 kg. Fim.', 3],
    ['Turn it to max. 12 people came. It rained.', 2],
    ['She left... Then… nothing. Well… maybe not.', 3],
  ])('tells abbreviations, initials, decimals and addresses from ends: %s', (text, sentences) => {
    expect(cut(text)).toHaveLength(sentences);
  });

  it('keeps closing quotes and brackets with their sentence', () => {
    expect(cut('"Really?" he asked. “Yes.” (She left.) ‘No.’ End')).toEqual([
      '"Really?" he asked.',
      '“Yes.”',
      '(She left.)',
      '‘No.’',
      'End',
    ]);
  });

  it('keeps reference marks with the sentence that they stand behind', () => {
    expect(
      cut('The river rises in the hills.[1] It flows to the sea.[2][3] A town was built in 1274.(4) It grew. And f(2) is 3.'),
    ).toEqual([
      'The river rises in the hills.[1]',
      'It flows to the sea.[2][3]',
      'A town was built in 1274.(4)',
      'It grew.',
      'And f(2) is 3.',
    ]);
    expect(cut('The sea is blue[5]. “It is.”[6] End.')).toEqual(['The sea is blue[5].', '“It is.”[6]', 'End.']);
  });

  it('leaves out markers of one letter or a small Roman number', () => {
    expect(cut('a. Open the door.\nb. Close it.\nii. Wait.')).toEqual(['Open the door.', 'Close it.', 'Wait.']);
  });

  it('believes a writer who uses no capitals', () => {
    expect(cut('i like it. it is good, e.g. the end. what? no.')).toEqual([
      'i like it.',
      'it is good, e.g. the end.',
      'what?',
      'no.',
    ]);
  });

  it('knows the stops of other scripts', () => {
    expect(cut('今日は。いい天気！「はい？」ok')).toEqual(['今日は。', 'いい天気！', '「はい？」', 'ok']);
    expect(cut('यह है। वह है।')).toEqual(['यह है।', 'वह है।']);
    expect(cut('كيف حالك؟ أنا بخير.')).toEqual(['كيف حالك؟', 'أنا بخير.']);
  });

  it('ends sentences at line breaks and leaves out the markers of lists', () => {
    const text = 'Shopping\r\n\r\n1. First item. More\n  - nested one\n> * [x] done\n•bullet\n# Title\n--flag stays\n3.5 litres';
    expect(cut(text)).toEqual([
      'Shopping',
      'First item.',
      'More',
      'nested one',
      'done',
      'bullet',
      'Title',
      '--flag stays',
      '3.5 litres',
    ]);
  });

  it('has none for a text of nothing but space and markers', () => {
    expect(['', ' ', '\n\n\t', '- ', '1. \n2. \n'].flatMap(cut)).toEqual([]);
  });

  it('gives ordered spans with only space and markers between them, for any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom(
        '. ',
        '! ',
        '\n',
        '\r\n',
        ' ',
        '- ',
        '1. ',
        'Dr. ',
        'word',
        '。',
        '…',
        '"',
        ')',
        '\ud83d',
        '\u202e',
        '\0',
        '👩‍👩‍👧',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const spans = sentencesOf(text);
        const gaps = [...spans, { start: text.length, end: text.length }].map(({ start }, index) =>
          text.slice(spans[index - 1]?.end ?? 0, start),
        );
        expect(spans.filter(({ start, end }, index) => end <= start || start < (spans[index - 1]?.end ?? 0))).toEqual([]);
        expect(gaps.filter((gap) => !/^[\s\u0085\-*+•◦‣▪●–—>#\d.)([\]a-zA-Z]*$/.test(gap) || /\p{L}{3}/u.test(gap))).toEqual([]);
      }),
    );
  });

  it.each(['a. ', '. "', '\n##', '.      ', 'a'])('takes time in proportion to the text: %j', (unit) => {
    expect(growthOf(sentencesOf, (length) => unit.repeat(length / unit.length), 40_000)).toBeLessThan(30);
  });
});
