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

type Result = ClassifyQuery['classify'] | SentimentQuery['sentiment'] | TranslateQuery['translate'] | SummarizeQuery['summarize'];

async function ask(request: TaskRequest, signal: AbortSignal): Promise<Reply<{ result: Result }>> {
  const as = <R>(reply: Reply<R>, result: (data: R) => Result): Reply<{ result: Result }> =>
    reply.failure ? reply : { data: { result: result(reply.data) }, body: reply.body };
  switch (request.task) {
    case 'classify':
      return as(await send(ClassifyDocument, { input: request.input }, { signal }), (data) => data.classify);
    case 'sentiment':
      return as(await send(SentimentDocument, { input: request.input }, { signal }), (data) => data.sentiment);
    case 'translate':
      return as(await send(TranslateDocument, { input: request.input }, { signal }), (data) => data.translate);
    case 'summarize':
      return as(await send(SummarizeDocument, { input: request.input }, { signal }), (data) => data.summarize);
  }
}

/** Runs one task. Rejects only when `signal` aborts. */
export async function perform(request: TaskRequest, signal: AbortSignal): Promise<Performed> {
  const started = performance.now();
  const reply = await ask(request, signal);
  const roundTripMs = performance.now() - started;
  if (reply.failure) return { failure: reply.failure, body: reply.body, roundTripMs };
  const { result } = reply.data;
  const { body } = reply;
  return 'code' in result ? { failure: typedFailure(result), body, roundTripMs } : { answer: result, body, roundTripMs };
}
