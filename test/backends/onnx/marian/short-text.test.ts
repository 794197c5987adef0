import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadMarian } from '../../../../backends/onnx/marian/engine.ts';
import { fitted, readingsOf, worthOf } from '../../../../backends/onnx/marian/short-text.ts';

describe('a short text', () => {
  it.each([
    ['Save', ['Save', 'save', 'Save.', 'Save:', '"Save"']],
    ['Hi.', ['Hi.', 'hi.', 'Hi', 'Hi:', '"Hi."']],
    ['Why?', ['Why?', 'why?', '"Why?"']],
    ['GitHub', ['GitHub', 'GitHub.', 'GitHub:', '"GitHub"']],
  ])('%s is read in several ways', (text, readings) => {
    expect(readingsOf(text)).toEqual(readings);
  });

  it.each(['The house is big', 'Hello X1', 'Привет', 'a/b', '- item', 'a'.repeat(41), '', '12'])(
    'is not what %j is: it has one reading',
    (text) => {
      expect(readingsOf(text)).toEqual([text]);
    },
  );

  it('gets back what was its own, and nothing of what was added', () => {
    expect(fitted('Hi.', 'oi..')).toBe('Oi.');
    expect(fitted('Cancel', '"cancelar"')).toBe('Cancelar');
    expect(fitted('email address', 'endereço de e-mail:')).toBe('endereço de e-mail');
    expect(fitted('Who is it?', '" Quem é? "')).toBe('Quem é?');
  });

  it('is worth less with words that are too many, said twice or only copied', () => {
    const fair = worthOf('Cancelar', 'Cancel', -0.3);
    for (const worse of ['Cancel it', 'Cancel cancel', 'Cancelar', 'Cancel!'])
      expect(worthOf('Cancelar', worse, -0.3)).toBeLessThan(fair);
    expect(worthOf('Cancelar', '', 0)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('has itself as its first reading, whatever it is, and each reading once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
        const readings = readingsOf(text);
        expect(readings[0]).toBe(text);
        expect(new Set(readings).size).toBe(readings.length);
      }),
    );
  });
});

describe('everyday labels and greetings', () => {
  it.each([
    ['en-pt', 'Thank you', 'Obrigado'],
    ['pt-en', 'Olá!', 'Hello!'],
  ])('are translated well from %s, nineteen in twenty but for a few, alone and with others', async (pair, greeting, answer) => {
    const engine = await loadMarian(`models/firefox-${pair}`);
    const lines = (await readFile(`test/fixtures/short-texts/${pair}.tsv`, 'utf8')).trim().split('\n');
    const cases = lines.map((line) => line.toLowerCase().split('\t'));
    const texts = lines.map((line) => line.split('\t', 1)[0] ?? '');
    const rows = await engine.run(texts, '', () => false);
    const right = rows.filter(({ text }, place) => cases[place]?.[1]?.split('|').includes(text?.toLowerCase() ?? ''));
    expect(texts).toHaveLength(220);
    expect(right.length / texts.length).toBeGreaterThanOrEqual(0.93);
    expect(await engine.run([greeting], '', () => false)).toMatchObject([{ text: answer }]);
    await engine.close();
  });

  it('leave most names as they are', async () => {
    const names = (await readFile('test/fixtures/short-texts/names.tsv', 'utf8')).trim().split('\n');
    const engine = await loadMarian('models/firefox-en-pt');
    const rows = await engine.run(names, '', () => false);
    expect(rows.filter(({ text }, place) => text === names[place]).length / names.length).toBeGreaterThanOrEqual(0.8);
    await engine.close();
  });
});
