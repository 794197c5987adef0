import { z } from 'zod';
import type { Task } from '../../src/task.ts';
import { CliFailure } from '../cli-failure.ts';
import type { Ask, Question, Reply } from './ask.ts';
import { OPERATIONS } from './operations.ts';
import { postGraphql, type Server } from './post-graphql.ts';

const batch = z.object({ batch: z.object({ items: z.array(z.object({ index: z.number(), result: z.unknown() })) }) });
const refused = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  retryAfterMs: z
    .number()
    .nullish()
    .transform((milliseconds) => milliseconds ?? undefined),
});
const answered = z.object({
  confidence: z
    .number()
    .nullish()
    .transform((confidence) => confidence ?? undefined),
  detected: z
    .object({
      language: z
        .string()
        .nullish()
        .transform((language) => language ?? undefined),
      confidence: z.number(),
    })
    .nullish()
    .transform((guess) => guess ?? undefined),
  meta: z.object({
    model: z.object({ id: z.string(), version: z.string() }),
    cache: z.object({ status: z.enum(['HIT', 'SEMANTIC_HIT', 'MISS', 'COALESCED', 'STALE', 'BYPASS']) }),
  }),
});

/** The server keeps the time that was given; its answer needs some to arrive. */
const ON_THE_WAY_MS = 5_000;

/** Asks a running gateway, with one batch field a request. */
export function askServer<T extends Task>(server: Server, { task, options, model, timeoutMs }: Question<T>): Ask<T> {
  const routing = { ...(model && { model }), ...(timeoutMs && { timeoutMs }) };
  const patienceMs = timeoutMs && timeoutMs + ON_THE_WAY_MS;
  return async (texts, signal) => {
    const input = { items: texts.map((text) => ({ text })), ...options, routing };
    const data = batch.safeParse(await postGraphql(server, OPERATIONS[task].query, { input }, signal, patienceMs)).data;
    if (data?.batch.items.length !== texts.length) throw new CliFailure('The server left out answers: is it another version?');
    const inOrder = data.batch.items.toSorted((one, other) => one.index - other.index);
    return inOrder.map(({ result }) => toReply(task, result));
  };
}

function toReply<T extends Task>(task: T, result: unknown): Reply<T> {
  const error = refused.safeParse(result);
  if (error.success) return { error: error.data };
  const value = OPERATIONS[task].value.safeParse(result);
  const about = answered.safeParse(result);
  if (!value.success || !about.success)
    throw new CliFailure('The server gave an answer of an unknown form: is it another version?');
  const { meta, ...rest } = about.data;
  const { model, cache } = meta;
  return { value: value.data, ...rest, model: model.id, version: model.version, cache: cache.status };
}
