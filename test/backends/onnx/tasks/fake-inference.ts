import type { InferenceClient, Row } from '../../../../backends/onnx/engine.ts';
import type { ModelSpec } from '../../../../backends/onnx/tasks/model-spec.ts';
import { createSink } from '../../../../src/batch.ts';
import type { GatewayError } from '../../../../src/errors.ts';
import { RequestAccount } from '../../../../src/ledger/account.ts';
import type { Call, Sink } from '../../../../src/model.ts';

/** An inference client whose model is a function of the text. `read` holds every text it was given; a text counts one token a word. */
export function fakeInference(modelOf: (text: string) => readonly number[] | GatewayError): InferenceClient & { read: string[] } {
  const read: string[] = [];
  return {
    read,
    run: async (texts) => {
      read.push(...texts);
      return texts.map((text) => {
        const values = modelOf(text);
        if (values instanceof Error) return values;
        const tokens = text.trim().split(/\s+/u).length;
        return {
          windows: [{ values: Float32Array.from(values as readonly number[]), tokens }],
          inputTokens: tokens,
          outputTokens: 0,
        } satisfies Row;
      });
    },
  };
}

export function servedAs(id: string, labels: readonly string[] = []): ModelSpec {
  return { id, version: '1', backend: 'local', output: 'out', info: { languages: ['en'], pairs: [], labels, quality: [] } };
}

/** A sink for what is written. */
export const heardBy = (hear: (delta: string) => unknown): Sink => createSink([{ write: hear, restart: () => undefined }]);

export function plainCall(): Call {
  return {
    signal: new AbortController().signal,
    deadlineAt: Number.POSITIVE_INFINITY,
    tenant: 'test',
    requestId: 'test',
    routing: { strategy: 'AUTO', fallback: true },
    cache: 'USE',
    account: new RequestAccount(),
  };
}

/** The bag of the text's words, hashed into few dimensions: texts that share words are alike. */
export function bagOfWords(text: string, dimensions = 64): number[] {
  const bag = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    let hash = 7;
    for (const letter of word) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 104_729;
    bag[hash % dimensions] = (bag[hash % dimensions] ?? 0) + 1;
  }
  const length = Math.hypot(...bag);
  return bag.map((value) => value / length);
}
