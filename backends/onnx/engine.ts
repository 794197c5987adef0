/** The seam inside the local backend: engines run in worker processes, lanes carry texts to them from the main process. */
import type { GatewayError } from '../../src/errors.ts';
import type { Call } from '../../src/model.ts';

/** One forward pass over (a part of) a text: the row of the named output, and how many tokens went in. */
export interface Window {
  values: Float32Array;
  tokens: number;
}

/** What an engine made of one text. */
export interface Row {
  /** Encoders: one window, or several where the text was longer than the model reads at once. Empty for translators. */
  windows: readonly Window[];
  /** Translators only. */
  text?: string;
  inputTokens: number;
  outputTokens: number;
}

/** A loaded model inside a worker process. It runs one batch at a time. */
export interface Engine {
  /**
   * Runs a batch. `output` names the graph output to read (ignored by translators).
   * `isCancelled(place)` is asked between steps: the row of a cancelled text may be anything. Throws on failure.
   */
  run(texts: readonly string[], output: string, isCancelled: (place: number) => boolean): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** What the work of a caller carries into the queue. */
export type InferenceCall = Pick<Call, 'signal' | 'deadlineAt' | 'tenant' | 'trace'>;

/** The queue of one engine, as tasks see it: texts in, one row or error each, in order. Never rejects. */
export interface InferenceClient {
  run(texts: readonly string[], output: string, call: InferenceCall): Promise<readonly (Row | GatewayError)[]>;
}

/** The tokens a text is likely to have, without a tokenizer: what queues are bounded by and buckets are cut by. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4) + 2;
}
