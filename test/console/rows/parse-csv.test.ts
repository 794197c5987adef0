import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessDelimiter, parseCsv } from '../../../console/src/rows/parse-csv.ts';
import { writeCsv } from '../../../console/src/rows/write-csv.ts';

const cell = fc.oneof(
  fc.string(),
  fc.constantFrom('a "quoted" word', 'two\nlines', 'two\r\nlines', 'semi;colon', 'com,ma', '日本語', 'עברית'),
);
/** Those that an apostrophe is put before, so that no spreadsheet runs them. */
const isFormula = (text: string) => /^[=+\-@\t\r]/.test(text);

describe('a CSV that was written', () => {
  it('is read back cell for cell', () => {
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 });
    fc.assert(
      fc.property(rows, (written) => {
        const read = parseCsv(writeCsv(written), ',');
        expect(read).toEqual(written.map((row) => row.map((text) => (isFormula(text) ? `'${text}` : text))));
      }),
    );
  });

  it('holds no cell that a spreadsheet would run, and leaves numbers alone', () => {
    expect(writeCsv([['=1+1', '@cmd', -0.5]])).toBe("\uFEFF'=1+1,'@cmd,-0.5\r\n");
  });
});

describe('a CSV from elsewhere', () => {
  it('may begin with a byte order mark, use semicolons and end without a line end', () => {
    const text = '\uFEFFtext;label\n"one; two";a\r\nthree;b';
    expect(guessDelimiter(text)).toBe(';');
    expect(parseCsv(text, ';')).toEqual([
      ['text', 'label'],
      ['one; two', 'a'],
      ['three', 'b'],
    ]);
  });

  it('may hold line ends and doubled quotes in its cells', () => {
    expect(parseCsv('"a ""b""\nc",d\n', ',')).toEqual([['a "b"\nc', 'd']]);
  });

  it('loses nothing to a quote that is never closed, or to words behind one', () => {
    expect(parseCsv('"never closed,\nstill', ',')).toEqual([['never closed,\nstill']]);
    expect(parseCsv('"a" b,c', ',')).toEqual([['a b', 'c']]);
  });

  it('says in which record a quote is never closed', () => {
    const unclosed: number[] = [];
    parseCsv('a,b\n"c",d\n"e,f\ng,h', ',', (record) => unclosed.push(record));
    parseCsv('"a","b"\n"c ""d""",e', ',', (record) => unclosed.push(record));
    expect(unclosed).toEqual([3]);
  });

  it('keeps an empty last cell and passes over empty lines', () => {
    expect(parseCsv('a,\n\n\nb,c\n', ',')).toEqual([
      ['a', ''],
      ['b', 'c'],
    ]);
  });

  it('may be one text a line, commas and all', () => {
    const text = 'One, two.\nA plain line\nThree; four, five.\n';
    expect(guessDelimiter(text)).toBeUndefined();
    expect(parseCsv(text, undefined).map(([first]) => first)).toEqual(['One, two.', 'A plain line', 'Three; four, five.']);
  });

  it('may have 50,000 rows', () => {
    const rows = Array.from({ length: 50_000 }, (_, place) => `"text number ${place}, with a comma",label`);
    expect(parseCsv(rows.join('\n'), ',')).toHaveLength(50_000);
  });
});
