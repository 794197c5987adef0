import { describe, expect, it } from 'vitest';
import { isShouted, quieten } from '../../../../backends/onnx/text/shouting.ts';
import { growthOf } from '../../../support/processor-time.ts';

describe('shouting', () => {
  it.each(['PLEASE DO NOT DELETE IT.', "I DON'T KNOW", 'NÃO APAGUE X1 NUNCA', 'AÇÃO', 'LOADING...'])('hears it in %s', (text) => {
    expect(isShouted(text)).toBe(true);
  });

  it.each(['NASA', 'OK.', 'NASA and the FBI', 'A B C', '', '123', 'X1 X2'])('does not hear it in %j', (text) => {
    expect(isShouted(text)).toBe(false);
  });

  it.each(['İ', 'A', 'ẞ', 'A ', 'AB', 'AB ', '\ud800', 'ß', 'ı'])('takes time in proportion to the text: %j', (unit) => {
    expect(growthOf(isShouted, (length) => unit.repeat(length / unit.length), 2_000)).toBeLessThan(30);
  });

  it('writes it in lower case but for the first letter and the markers', () => {
    expect(quieten('"RUN X1 IN ZQX2 NOW"')).toBe('"Run X1 in ZQX2 now"');
  });
});
