import { type Failure, typedFailure } from '../api/failure.ts';
import { documentText, type Reply, send } from '../api/send.ts';
import {
  ClassifyDocument,
  type ClassifyQuery,
  SentimentDocument,
  type SentimentQuery,
  SummarizeDocument,
  type SummarizeQuery,
  TranslateDocument,
  type TranslateQuery,
} from '../generated/graphql.ts';
import { summarizeAsWritten, translateAsWritten } from './as-written.ts';
import type { TaskAnswer, TaskName, TaskRequest } from './task.ts';

/** What came of one request. */
export interface Performed {
  answer?: TaskAnswer;
  failure?: Failure;
  /** The JSON that came back; absent when none did. */
  body?: unknown;
  roundTripMs: number;
}

const DOCUMENTS = {
  classify: ClassifyDocument,
  sentiment: SentimentDocument,
  translate: TranslateDocument,
  summarize: SummarizeDocument,
} as const satisfies Record<TaskName, unknown>;

/** The very document the console sends for a task. */
export function taskDocument(task: TaskName): string {
  return documentText(DOCUMENTS[task]);
}

type Result = NonNullable<
  ClassifyQuery['classify'] | SentimentQuery['sentiment'] | TranslateQuery['translate'] | SummarizeQuery['summarize']
>;

/** Hears the text of an answer as it is written: all of it so far. */
export type OnPartial = (text: string) => void;

async function ask(request: TaskRequest, signal: AbortSignal, onPartial?: OnPartial): Promise<Reply<{ result: Result }>> {
  const as = <R>(reply: Reply<R>, result: (data: R) => Result): Reply<{ result: Result }> =>
    reply.failure ? reply : { data: { result: result(reply.data) }, body: reply.body };
  switch (request.task) {
    case 'classify':
      return as(await send(ClassifyDocument, { input: request.input }, { signal }), (data) => data.classify);
    case 'sentiment':
      return as(await send(SentimentDocument, { input: request.input }, { signal }), (data) => data.sentiment);
    case 'translate':
      if (onPartial) return translateAsWritten(request.input, signal, onPartial);
      return as(await send(TranslateDocument, { input: request.input }, { signal }), (data) => data.translate);
    case 'summarize':
      if (onPartial) return summarizeAsWritten(request.input, signal, onPartial);
      return as(await send(SummarizeDocument, { input: request.input }, { signal }), (data) => data.summarize);
  }
}

/** Runs one task; long answers come as they are written when somebody listens. Rejects only when `signal` aborts. */
export async function perform(request: TaskRequest, signal: AbortSignal, onPartial?: OnPartial): Promise<Performed> {
  const started = performance.now();
  const reply = await ask(request, signal, onPartial);
  const roundTripMs = performance.now() - started;
  if (reply.failure) return { failure: reply.failure, body: reply.body, roundTripMs };
  const { result } = reply.data;
  const { body } = reply;
  return 'code' in result ? { failure: typedFailure(result), body, roundTripMs } : { answer: result, body, roundTripMs };
}
