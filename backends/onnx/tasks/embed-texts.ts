import { GatewayError } from '../../../src/errors.ts';
import type { InferenceCall, InferenceClient } from '../engine.ts';
import { type Reading, readTexts } from './read-texts.ts';
import { normalized, weightedSum } from './vectors.ts';

/** A text as a vector of length 1, and the tokens that were read for it. */
export interface Embedded {
  vector: Float32Array;
  tokens: number;
}

/** The mean of the windows' vectors, weighted by tokens, at length 1. */
function embeddingOf({ windows, tokens }: Reading): Embedded {
  const [only] = windows;
  if (only && windows.length === 1) return { vector: normalized(only.values), tokens };
  const vectors = windows.map(({ values }) => values);
  const weights = windows.map((window) => window.tokens);
  return { vector: normalized(weightedSum(vectors, weights)), tokens };
}

/** Embeds texts of any length. One vector or error a text, in order. */
export async function embedTexts(
  inference: InferenceClient,
  output: string,
  texts: readonly string[],
  call: InferenceCall,
): Promise<readonly (Embedded | GatewayError)[]> {
  const readings = await readTexts(inference, output, texts, call);
  return readings.map((reading) => (reading instanceof GatewayError ? reading : embeddingOf(reading)));
}
