import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVocabulary } from '../../../../backends/onnx/marian/read-vocabulary.ts';
import { createRespeller } from '../../../../backends/onnx/marian/respell.ts';
import { createTokenizer } from '../../../../backends/onnx/marian/tokenizer.ts';

describe('the respeller of a vocabulary', () => {
  const vocabulary = readVocabulary(readFileSync('models/firefox-pt-en/vocab.pten.spm'), 'vocab.pten.spm');
  const tokenizer = createTokenizer(vocabulary, 'vocab.pten.spm');
  const respell = createRespeller(tokenizer, vocabulary.unknownId);

  it.each([
    ['“Não sei” – disse d’Ávila', '"Não sei" - disse d\'Ávila'],
    ['Órgão', 'órgão'],
    ['CONFIGURAÇÕES', 'configurações'],
    ['naïve Müller', 'naive Muller'],
    ['Água é um ÁTOMO', 'Água é um ÁTOMO'],
    ['日本語 ß 😀', '日本語 ß 😀'],
  ])('writes %s as %s', (text, respelled) => expect(respell(text)).toBe(respelled));

  it('never makes more unknown of a text than there was', () => {
    const isUnknown = (sign: string) => tokenizer.encode(sign).includes(vocabulary.unknownId);
    const unknowns = (text: string) => [...text].filter(isUnknown).length;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'Óçãéß“’–ŁźАж語😀 aZ')), (signs) => {
        const text = signs.join('');
        expect(unknowns(respell(text))).toBeLessThanOrEqual(unknowns(text));
      }),
    );
  });
});
