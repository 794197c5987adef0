import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateTokens, priced, shareTokens } from '../../../backends/shared/usage.ts';

const tokens = { inputTokens: 1_000, outputTokens: 500, estimated: false };
const prices = { inputPerMillion: 0.4, outputPerMillion: 1.6 };

it('counts the cost by the price of a million tokens', () => {
  expect(priced(tokens, prices).costUsd).toBeCloseTo(0.0012, 10);
});

it('gives no cost for an unknown price, and 0 only for a price of 0', () => {
  expect(priced(tokens, undefined)).not.toHaveProperty('costUsd');
  expect(priced(tokens, { inputPerMillion: 0, outputPerMillion: 0 }).costUsd).toBe(0);
});

it('shares the tokens of a call among its texts without losing or making one', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      fc.nat(1_000_000),
      fc.array(fc.string(), { minLength: 1, maxLength: 50 }),
      (input, output, texts) => {
        const shares = shareTokens({ inputTokens: input, outputTokens: output, estimated: false }, texts);
        expect(shares).toHaveLength(texts.length);
        expect(shares.reduce((sum, share) => sum + share.inputTokens, 0)).toBe(input);
        expect(shares.reduce((sum, share) => sum + share.outputTokens, 0)).toBe(output);
        expect(shares.every((share) => share.inputTokens >= 0 && share.outputTokens >= 0)).toBe(true);
      },
    ),
  );
});

it('estimates about four bytes a token', () => {
  expect(estimateTokens('')).toBe(0);
  expect(estimateTokens('abcdefgh')).toBe(2);
});
