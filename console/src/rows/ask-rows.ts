import type { Failure } from '../api/failure.ts';
import { type Reply, send } from '../api/send.ts';
import {
  ClassifyRowsDocument,
  type RowMetaFragment,
  SentimentRowsDocument,
  SummarizeRowsDocument,
  TranslateRowsDocument,
} from '../generated/graphql.ts';
import type { TaskRequest } from '../playground/task.ts';

/** What became of one row. */
export interface RowResult {
  outcome?: string;
  error?: { code: string; message: string };
  meta?: RowMetaFragment;
}

interface Answered {
  label?: string;
  labels?: readonly string[];
  text?: string;
  meta: RowMetaFragment;
}

type Item = { index: number; result: Answered | { code: string; message: string } };

function resultOf(result: Item['result']): RowResult {
  if ('code' in result) return { error: { code: result.code, message: result.message } };
  const { labels, label, text, meta } = result;
  return { outcome: labels && labels.length > 0 ? labels.join('; ') : (label ?? text ?? ''), meta };
}

const as = <R>(reply: Reply<R>, items: (data: R) => readonly Item[]): Reply<readonly Item[]> =>
  reply.failure ? reply : { data: items(reply.data), body: reply.body };

/** Asks a list of texts with the options of `request`, whose own text is passed over. */
async function askItems(request: TaskRequest, texts: readonly string[], signal: AbortSignal): Promise<Reply<readonly Item[]>> {
  const items = texts.map((text) => ({ text }));
  switch (request.task) {
    case 'classify': {
      const { text: _, ...options } = request.input;
      return as(
        await send(ClassifyRowsDocument, { input: { ...options, items } }, { signal }),
        (data) => data.classifyBatch.items,
      );
    }
    case 'sentiment': {
      const { text: _, ...options } = request.input;
      return as(
        await send(SentimentRowsDocument, { input: { ...options, items } }, { signal }),
        (data) => data.sentimentBatch.items,
      );
    }
    case 'translate': {
      const { text: _, ...options } = request.input;
      return as(
        await send(TranslateRowsDocument, { input: { ...options, items } }, { signal }),
        (data) => data.translateBatch.items,
      );
    }
    case 'summarize': {
      const { text: _, ...options } = request.input;
      return as(
        await send(SummarizeRowsDocument, { input: { ...options, items } }, { signal }),
        (data) => data.summarizeBatch.items,
      );
    }
  }
}

/** One result a text, in order; or what kept all of them from being asked. Rejects only when `signal` aborts. */
export async function askRows(
  request: TaskRequest,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<{ results: readonly RowResult[]; failure?: undefined } | { failure: Failure }> {
  const { data, failure } = await askItems(request, texts, signal);
  if (failure) return { failure };
  const byIndex = new Map(data.map(({ index, result }) => [index, resultOf(result)]));
  const lost = { error: { code: 'LOST', message: 'The gateway gave no answer for this row.' } };
  return { results: texts.map((_, index) => byIndex.get(index) ?? lost) };
}
