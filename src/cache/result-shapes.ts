import { z } from 'zod';
import type { Result, Task } from '../task.ts';

/** Sums of floats come out a little over 1. */
const ROUNDING = 1e-6;
export const share = z
  .number()
  .min(0)
  .max(1 + ROUNDING);
const score = share.nullable();
const offset = z.int().min(0);
const sentiment = z.enum(['POSITIVE', 'NEUTRAL', 'NEGATIVE']);

/** What a value from a store must look like to be the result of a task: others may write there, and a cut value can still be JSON. */
export const resultShapes: { readonly [T in Task]: z.ZodType<Result<T>> } = {
  classify: z.object({
    label: z.string(),
    labels: z.array(z.string()),
    scores: z.array(z.object({ label: z.string(), score })),
  }),
  sentiment: z.object({ label: sentiment, scores: z.array(z.object({ label: sentiment, score })) }),
  translate: z.object({ text: z.string(), source: z.string(), target: z.string() }),
  summarize: z.object({
    text: z.string(),
    method: z.enum(['EXTRACTIVE', 'ABSTRACTIVE']),
    sentences: z.array(z.object({ text: z.string(), start: offset, end: offset, score })).optional(),
  }),
};
