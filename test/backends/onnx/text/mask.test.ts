import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mask } from '../../../../backends/onnx/text/mask.ts';
import { protectedSpans } from '../../../../backends/onnx/text/protected-spans.ts';

const masked = (text: string) => mask(text, protectedSpans(text, 'en'));

describe('mask', () => {
  it('puts a marker in place of what must not change', () => {
    expect(masked('Run `ls` or {tool} now.')?.text).toBe('Run X1 or X2 now.');
  });

  it('puts what it hid back wherever the translation has the marker', () => {
    expect(masked('Run `ls` or {tool} now.')?.restore('Agora X2 ou X1!')).toBe('Agora {tool} ou `ls`!');
  });

  it('chooses markers that the text does not use itself', () => {
    expect(masked('X1 and x2 are `names`.')?.text).toBe('X1 and x2 are Z1.');
  });

  it('gives up when the text uses all of them', () => {
    expect(masked('X1 Z1 Y1 Q1 XZ1 QX1 ZQX1 `code`')).toBeUndefined();
  });

  it('sets a marker apart from a word it touches, and puts it back without the space', () => {
    const glued = masked('Press <b>Enter</b>now');
    expect(glued?.text).toBe('Press X1 Enter X2 now');
    expect(glued?.restore('Prima X1 Enter X2 agora')).toBe('Prima <b>Enter</b>agora');
  });

  it.each([
    ['lost', 'Run it.'],
    ['doubled', 'X1 X1 X2'],
    ['glued to a word', 'aX1 X2'],
    ['invented', 'X1 X2 X3'],
  ])('refuses a translation with a marker %s', (_, translated) => {
    expect(masked('Run `ls` or {tool}.')?.restore(translated)).toBeUndefined();
  });

  it('gives any text back from its own masked form', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('`code`', '{name}', '😀', ' word ', 'X1', '<b>', 'https://a.bc/d ', '$&', '$1', '%s'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        const hidden = masked(text);
        if (hidden) expect(hidden.restore(hidden.text)).toBe(text);
      }),
    );
  });
});
