import { z } from 'zod';
import type { Prices, Usage } from '../../src/model.ts';

export const priceSettings = z.strictObject({
  inputPerMillion: z.number().min(0).describe('USD for a million tokens read.'),
  outputPerMillion: z.number().min(0).describe('USD for a million tokens written.'),
});

/** Tokens a text is likely to have, where a provider counts none: about four bytes each. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** Counted or estimated tokens with their cost; an unknown price gives no cost, never 0. */
export function priced(tokens: Pick<Usage, 'inputTokens' | 'outputTokens' | 'estimated'>, price: Prices | undefined): Usage {
  if (!price) return { ...tokens };
  const micro = tokens.inputTokens * price.inputPerMillion + tokens.outputTokens * price.outputPerMillion;
  return { ...tokens, costUsd: micro / 1_000_000 };
}

/** Divides a whole number among `weights` so that the shares add up to it exactly. */
function divide(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  let seen = 0;
  let given = 0;
  return weights.map((weight) => {
    seen += weight;
    const share = Math.round((total * seen) / sum) - given;
    given += share;
    return share;
  });
}

/** Divides the tokens of one call among the texts it carried, by their length. */
export function shareTokens<U extends Pick<Usage, 'inputTokens' | 'outputTokens'>>(usage: U, texts: readonly string[]): U[] {
  const weights = texts.map((text) => text.length + 1);
  const input = divide(usage.inputTokens, weights);
  const output = divide(usage.outputTokens, weights);
  return texts.map((_, place) => ({ ...usage, inputTokens: input[place] ?? 0, outputTokens: output[place] ?? 0 }));
}
