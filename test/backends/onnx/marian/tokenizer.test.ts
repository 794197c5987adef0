import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVocabulary } from '../../../../backends/onnx/marian/read-vocabulary.ts';
import { createTokenizer } from '../../../../backends/onnx/marian/tokenizer.ts';
import { GatewayError } from '../../../../src/errors.ts';
import { randomVocabularyFile } from './random-model.ts';

const open = (bytes: Buffer) => createTokenizer(readVocabulary(bytes, 'vocab.spm'), 'vocab.spm');
const shippedFile = readFileSync('models/firefox-en-pt/vocab.enpt.spm');
const shipped = open(shippedFile);
const END = 0;
const UNKNOWN = 1;

describe('the tokenizer of the shipped vocabulary', () => {
  // The ids are those that SentencePiece itself gives.
  it.each([
    ['Hello, world!', [9086, 2, 391, 103]],
    ['The quick brown fox jumps over the lazy dog.', [38, 3410, 16245, 13, 25694, 11993, 5, 333, 6, 735, 6986, 8212, 3]],
    ['Ação e reação não são iguais.', [16437, 8, 12267, 46, 98, 17400, 3]],
    ['  a   b ', [7, 1138]],
    ['ﬁ ①', [3647, 92]],
    ['Ａｂｃ\u3000ｄ', [3994, 205, 896]],
    ['日本語', [13, 1]],
    ['a\u0000b', [7, 1, 253]],
    ['\ufffd x', [1104]],
    ['e\u0301', [35]],
    ['▁a ▁', [7]],
    ['', []],
    ['hello </s> <unk> <0x41> ok', [20747, 45, 13, 1, 82, 5, 4454, 13, 1, 15169, 4454, 13, 1, 912, 299, 4816, 4454, 14, 250]],
    [
      'user@example.com https://x.org/?q=1',
      [1042, 1, 1514, 150, 4404, 3, 57, 21819, 5, 17744, 299, 3, 3509, 82, 72, 2130, 24697],
    ],
  ])('cuts %j as its trainer does', (text, ids) => {
    expect(shipped.encode(text)).toEqual(ids);
  });

  it('gives back what it cut, where nothing is unknown', () => {
    const text = 'A rápida raposa marrom salta sobre o cão preguiçoso, não é?';
    expect(shipped.decode(shipped.encode(text))).toBe(text);
  });

  it('reads a lone surrogate as a space', () => {
    expect(shipped.encode('a\ud800b')).toEqual(shipped.encode('a b'));
  });

  it('never makes an end mark of any text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('</s>', '<unk>', ' '))), (parts) => {
        const ids = shipped.encode(parts.join(''));
        expect(ids).not.toContain(END);
        expect(ids.every((id) => Number.isInteger(id) && id > 0 && id < 32_000)).toBe(true);
      }),
    );
  });

  it('cuts a hundred thousand letters without a space', () => {
    const ids = shipped.encode('a'.repeat(100_000));
    expect(shipped.decode(ids)).toBe('a'.repeat(100_000));
  });

  it('makes nothing of ids that do not exist, of the end mark and of the unknown', () => {
    expect(shipped.decode([9086, END, UNKNOWN, 99_999, -1])).toBe('Hello');
  });
});

describe('a vocabulary with bytes', () => {
  const tokenizer = open(randomVocabularyFile());

  it('spells out in UTF-8 what no piece covers', () => {
    const ids = tokenizer.encode('日');
    expect(ids.slice(-3)).toEqual([0xe6 + 3, 0x97 + 3, 0xa5 + 3]);
    expect(tokenizer.decode(ids)).toBe('日');
  });

  it('takes the names of bytes and of user-defined pieces in a text for plain text', () => {
    for (const text of ['<0x41>', '__source__', '</s>']) {
      const ids = tokenizer.encode(text);
      expect(tokenizer.decode(ids)).toBe(text);
      expect(ids.length).toBeGreaterThan(text.length / 2);
      expect(ids).not.toContain(2);
    }
  });

  it('gives back every text of well-formed characters, but for spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const squeezed = text.replace(/[ ▁]+/g, ' ').trim();
        expect(tokenizer.decode(tokenizer.encode(text)).replace(/ +/g, ' ')).toBe(squeezed);
      }),
    );
  });
});

describe('the reader of vocabularies', () => {
  const small = randomVocabularyFile();

  it('refuses or reads a damaged file, and fails in no other way', () => {
    fc.assert(
      fc.property(fc.nat(small.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (place, change, isCut) => {
        const damaged = Buffer.from(isCut ? small.subarray(0, place) : small);
        if (!isCut) damaged[place] = (damaged[place] ?? 0) ^ change;
        try {
          expect(open(damaged).encode('a b 日')).toEqual(expect.any(Array));
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('survives damaged normalization rules', () => {
    const start = shippedFile.length - 237_539;
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: shippedFile.length - 1 }),
        fc.uint8Array({ minLength: 1, maxLength: 16 }),
        (place, bytes) => {
          const damaged = Buffer.from(shippedFile);
          damaged.set(bytes.subarray(0, damaged.length - place), place);
          try {
            expect(open(damaged).encode('Ａｂｃ é ½ x')).toEqual(expect.any(Array));
          } catch (error) {
            expect(error).toBeInstanceOf(GatewayError);
          }
        },
      ),
      { numRuns: 10 },
    );
  });
});
