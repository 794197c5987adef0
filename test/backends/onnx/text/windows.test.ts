import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../../../backends/onnx/engine.ts';
import { windowsOf } from '../../../../backends/onnx/text/windows.ts';

describe('windowsOf', () => {
  it('leaves a short text whole', async () => {
    expect(await windowsOf('One. Two. Three.', 100)).toEqual(['One. Two. Three.']);
  });

  it('packs whole sentences', async () => {
    const windows = await windowsOf('One is here. Two is here. Three is here. Four is here.', 10);
    expect(windows).toEqual(['One is here. Two is here. ', 'Three is here. Four is here.']);
  });

  it('cuts a sentence that is too long after a clause, else between words', async () => {
    const windows = await windowsOf('alpha beta gamma, delta epsilon zeta eta theta iota kappa lambda', 8);
    expect(windows[0]).toBe('alpha beta gamma, ');
    expect(windows.every((window) => /\s$|lambda$/.test(window))).toBe(true);
  });

  it('fills windows well', async () => {
    const text = 'This sentence has a few plain words in it. '.repeat(1000);
    expect((await windowsOf(text, 256)).length).toBeLessThan((estimateTokens(text) / 254) * 1.15);
  });

  it('loses nothing and keeps to the bound, whatever the text', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('. ', '\n', ' ', 'word ', '。', '😀', '\ud83d', 'a'.repeat(99)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 4, max: 60 }), async (pieces, maxTokens) => {
        const text = pieces.join('');
        const windows = await windowsOf(text, maxTokens);
        expect(windows.join('')).toBe(text);
        expect(windows.filter((window) => estimateTokens(window) > maxTokens)).toEqual([]);
      }),
    );
  });

  it('never cuts a character in two', async () => {
    expect((await windowsOf('😀'.repeat(500), 7)).filter((window) => Buffer.from(window).toString() !== window)).toEqual([]);
  });
});
