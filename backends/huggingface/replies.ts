import { z } from 'zod';
import { listOf } from '../shared/list-of.ts';

const scored = z.object({ label: z.string(), score: z.number().min(0).max(1) });
const parallel = z.object({ labels: listOf(z.string()), scores: listOf(z.number().min(0).max(1)) });

const some = listOf(scored).refine(({ length }) => length > 0);

/** Labels with scores: as a list, as a list in a list, or as two lists side by side. */
export const labelReply = z.union([
  some,
  z.tuple([some]).transform(([list]) => list),
  parallel
    .refine(({ labels, scores }) => labels.length > 0 && labels.length === scores.length)
    .transform(({ labels, scores }) => labels.map((label, place) => ({ label, score: scores[place] ?? 0 }))),
]);

const written = z.string().regex(/\S/);

/** Bare, or as the only member of a list. */
const oneOf = <S extends z.ZodType>(reply: S) => z.union([reply, z.tuple([reply]).transform(([only]) => only)]);

export const translationReply = oneOf(z.object({ translation_text: written }).transform((reply) => reply.translation_text));
export const summaryReply = oneOf(z.object({ summary_text: written }).transform((reply) => reply.summary_text));
