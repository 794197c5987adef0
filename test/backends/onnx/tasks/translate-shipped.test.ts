import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../backends/onnx/engine.ts';
import { loadMarian } from '../../../../backends/onnx/marian/engine.ts';
import { translateModel } from '../../../../backends/onnx/tasks/translate.ts';
import { GatewayError } from '../../../../src/errors.ts';
import { plainCall } from './fake-inference.ts';

/** Every one must come through byte for byte, beside words that change. */
const PROTECTED = [
  '`git rebase --onto main`',
  'https://example.com/a_b?c=d#e',
  'first.last@mail.example.com',
  '{customer_name}',
  '{{count}}',
  '%1$d',
  '%s',
  '$HOME',
  '<strong>',
  '--dry-run',
  '/usr/local/bin',
  '@lingraph',
  '😀',
  '👩‍👩‍👧',
  '🇧🇷',
  '👍🏽',
];

describe('translating with the shipped model', () => {
  let engine: Engine;
  const info = { languages: ['en'], pairs: [{ source: 'en', target: 'pt' }], labels: [], quality: [] };
  const translate = async (texts: readonly string[]) => {
    const inference = { run: (list: readonly string[]) => engine.run(list, '', () => false) };
    const model = translateModel({ id: 'en-pt', version: '1', backend: 'local', output: '', info }, inference);
    const outcomes = await model.run({ texts: texts, options: { source: 'en', target: 'pt' } }, plainCall());
    return outcomes.map(({ result }) => (result instanceof GatewayError ? result.code : result.value.text));
  };

  beforeAll(async () => {
    engine = await loadMarian('models/firefox-en-pt');
  });
  afterAll(() => engine?.close());

  it.each([
    (span: string) => `Please read ${span} before you continue.`,
    (span: string) => `${span} is what the user asked for yesterday.`,
    (span: string) => `The results were sent to ${span}`,
    (span: string) => `Between ${span} and ${span}, which one (${span}) is better?`,
  ])('brings through unharmed what must not change: %s', async (sentenceWith) => {
    const translations = await translate(PROTECTED.map(sentenceWith));
    for (const [place, span] of PROTECTED.entries()) {
      const source = sentenceWith(span);
      expect(translations[place]?.split(span)).toHaveLength(source.split(span).length);
      expect(translations[place]).not.toBe(source);
    }
  });

  it('keeps the shape of a document', async () => {
    const text = 'Dear Dr. Smith,\r\n\r\n  1. Open the door.  Close it.\r\n\t- The window is open.\r\n\r\n> Thank you!\r\n';
    const [translated = ''] = await translate([text]);
    const startsOf = (document: string) => document.split('\r\n').map((line) => line.match(/^[^\p{L}]*/u)?.[0]);
    expect(startsOf(translated)).toEqual(startsOf(text));
    expect(translated).toMatch(/\p{L}\. {2}\p{Lu}/u);
  });

  it('writes numbers as Portuguese readers read them, and none with another value', async () => {
    const translations = await translate([
      'The phone costs $1,299.99 in May.',
      'Revenue rose to $2.5 billion.',
      'It costs 1,234.56 dollars or $1,234.56 today.',
      'The population grew from 1,234,567 to 2,345,678 people.',
      'Version 1.2.3 came on 12/05/2024 and costs €12.50.',
    ]);
    const numbers = translations.map((translated) => translated.match(/\d[\d.,/]*\d/g));
    expect(numbers).toEqual([
      ['1.299,99'],
      ['2,5'],
      ['1.234,56', '1.234,56'],
      ['1.234.567', '2.345.678'],
      ['1.2.3', '12/05/2024', '12,50'],
    ]);
  });

  it('keeps amounts, signs, foreign names and other scripts, wherever they stand', async () => {
    const kept = ['€50', '£40', '¥9000', '$1.299,99', 'Łódź', 'Dvořák', 'Müller', '日本語', 'Москва', '→', '½'];
    const translations = await translate([
      'It costs €50 or £40, not ¥9000, and now $1,299.99.',
      'The hotel in Łódź was opened by Dvořák and Müller.',
      'Москва is a word, and 日本語 is another one.',
      'Press the button → save ½ of it.',
    ]);
    expect(kept.filter((one) => !translations.join('\n').includes(one))).toEqual([]);
  });

  it('reads curly quotes and dashes as straight ones', async () => {
    const [curly, straight] = await translate(['She said: “I don’t know” – and left.', 'She said: "I don\'t know" - and left.']);
    expect(curly).toBe(straight);
  });

  it('reads a shouted warning as it reads a calm one', async () => {
    const [shouted, calm] = await translate(['PLEASE DO NOT OPEN THE DOOR.', 'Please do not open the door.']);
    expect(shouted).toBe(calm?.toUpperCase());
  });
});
