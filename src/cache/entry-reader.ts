import { z } from 'zod';
import type { Answer, ModelRef } from '../model.ts';
import type { Options, Task } from '../task.ts';
import { answersQuestion } from './answers-question.ts';
import { CLOCK_SLACK_MS, type Entry, FORMAT } from './entry.ts';
import { resultShapes, share } from './result-shapes.ts';

/** What is counted must fit where callers get it. */
const count = z.int().min(0).max(2_147_483_647);

const usage = z.object({
  inputTokens: count,
  outputTokens: count,
  costUsd: z.number().min(0).optional(),
  estimated: z.boolean(),
});

/** An answer of this model version in a store. What else an entry holds is left out. */
function entryShape<T extends Task>(task: T, { id, version, backend }: ModelRef) {
  return z.object({
    format: z.literal(FORMAT),
    storedAt: z.int().min(0),
    answer: z.object({
      value: resultShapes[task],
      model: z.object({ id: z.literal(id), version: z.literal(version), backend: z.literal(backend) }),
      confidence: share.optional(),
      usage: usage.optional(),
    }),
  });
}

/** An entry out of a store, held against the text and the options that it is to answer. */
export type ReadEntry<T extends Task> = (stored: unknown, text: string, options: Options<T>, now: number) => Entry<T> | undefined;

/**
 * Reads what comes out of a store, where others may write: undefined for garbage, another format, model or kind of answer, an
 * answer that this question cannot have, or a time in the future.
 */
export function createEntryReader<T extends Task>(owner: { task: T; model: ModelRef }): ReadEntry<T> {
  const shape = entryShape(owner.task, owner.model);
  return (stored, text, options, now) => {
    const { data } = shape.safeParse(stored);
    if (!data || data.storedAt > now + CLOCK_SLACK_MS) return undefined;
    const answer = data.answer as Answer<T>;
    return answersQuestion(owner.task, answer.value, text, options) ? { answer, storedAt: data.storedAt } : undefined;
  };
}

/** What goes into a store. */
export function storable<T extends Task>({ answer, storedAt }: Entry<T>): object {
  return { format: FORMAT, answer, storedAt };
}
