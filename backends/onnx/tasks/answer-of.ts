import type { Answer, ModelRef } from '../../../src/model.ts';
import type { Result, Task } from '../../../src/task.ts';
import type { ModelSpec } from './model-spec.ts';

/** An answer of a served encoder: it reads tokens and writes none, and costs nothing, as every local model. */
export function answerOf<T extends Task>(spec: ModelSpec, value: Result<T>, tokens: number, confidence?: number): Answer<T> {
  const model: ModelRef = { id: spec.id, version: spec.version, backend: spec.backend };
  return { value, model, confidence, usage: { inputTokens: tokens, outputTokens: 0, costUsd: 0, estimated: false } };
}

/** The most texts one run takes; the inference client cuts them into batches of its own. */
export const MAX_TEXTS = 128;
