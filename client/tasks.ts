/** The three ways to ask for a task: one text, many, or one text as it comes. */
import type { StreamEvent } from './answers.ts';
import { type AskOnce, askBatch, type Results } from './ask-batch.ts';
import { askStream } from './ask-stream.ts';
import { chunksOf } from './chunks.ts';
import { type Connection, send } from './connection.ts';
import { batchDocument, oneDocument, type StreamedTask, streamDocument, type Task } from './documents.ts';
import { LingraphError } from './lingraph-error.ts';
import type { CallOptions, Label } from './options.ts';
import { type Member, readItems, readResult } from './read-result.ts';
import { retrying } from './retrying.ts';
import type { Patience } from './within-time.ts';

/** What every task can take. */
export type AnyOptions = CallOptions & { labels?: readonly (string | Label)[] };

export interface Asker {
  connection: Connection;
  patience(options: CallOptions): Patience;
}

/** Asks for one text; rejects with its LingraphError when it fails. */
export function askOne<T extends object>({ connection, patience }: Asker, task: Task) {
  const query = oneDocument(task);
  return (text: string, options: AnyOptions = {}): Promise<T> => {
    const operation = { query, variables: { input: { text, ...inputOf(options) } } };
    return retrying(async (signal) => {
      const { result } = await send<{ result: Member<T> }>(connection, operation, signal);
      return orThrow(readResult(result));
    }, patience(options));
  };
}

/** Asks for any number of texts with the same options. */
export function askMany<T extends object>({ connection, patience }: Asker, task: Task) {
  const query = batchDocument(task);
  return async (texts: readonly string[], options: AnyOptions = {}): Promise<Results<T>> => {
    const shared = inputOf(options);
    const ask: AskOnce<T> = async (some, signal) => {
      const operation = { query, variables: { input: { ...shared, items: some.map((text) => ({ text })) } } };
      const { batch } = await send<Batch<T>>(connection, operation, signal);
      return readItems(batch?.items, some.length);
    };
    return askBatch(ask, chunksOf(texts, shared), patience(options));
  };
}

/** Asks for one text, and gives the answer as it comes. */
export function askStreaming<T extends object>({ connection, patience }: Asker, task: StreamedTask) {
  const query = streamDocument(task);
  return (text: string, options: AnyOptions = {}): AsyncGenerator<StreamEvent<T>, void, undefined> =>
    askStream<T>(connection, { query, variables: { input: { text, ...inputOf(options) } } }, patience(options));
}

interface Batch<T> {
  batch?: { items?: readonly { index: number; result: Member<T> }[] };
}

/** The fields of the input: all but what is meant for the call itself. */
function inputOf({ signal: _, timeoutMs: __, labels, ...input }: AnyOptions): object {
  if (!labels) return input;
  return { ...input, labels: labels.map((label) => (typeof label === 'string' ? { name: label } : label)) };
}

export function orThrow<T>(result: T | LingraphError): T {
  if (result instanceof LingraphError) throw result;
  return result;
}
