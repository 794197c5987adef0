/** A client of the gateway for browsers and Node: `createClient({ url }).sentiment('text')`. */
import type { Classification, LanguageGuess, Sentiment, StreamEvent, Summary, Translation } from './answers.ts';
import type { Results } from './ask-batch.ts';
import { send } from './connection.ts';
import { DETECT_DOCUMENT } from './documents.ts';
import type {
  CallOptions,
  ClassifyOptions,
  ClientOptions,
  SentimentOptions,
  SummarizeOptions,
  TranslateOptions,
} from './options.ts';
import { readResult } from './read-result.ts';
import { retrying } from './retrying.ts';
import { type Asker, askMany, askOne, askStreaming, orThrow } from './tasks.ts';

export type * from './answers.ts';
export type { Results } from './ask-batch.ts';
export type { Attempt, ClientCode, Failure, GatewayCode, Origin, Supported } from './lingraph-error.ts';
export { LingraphError } from './lingraph-error.ts';
export type * from './options.ts';

/**
 * Single calls reject with a LingraphError when they fail. Batches take any number of texts and give a result for each, in
 * order, a LingraphError in the place of a text that failed. A stream throws its LingraphError where it is read.
 */
export interface Client {
  classify(text: string, options: ClassifyOptions): Promise<Classification>;
  sentiment(text: string, options?: SentimentOptions): Promise<Sentiment>;
  translate(text: string, options: TranslateOptions): Promise<Translation>;
  summarize(text: string, options?: SummarizeOptions): Promise<Summary>;
  classifyBatch(texts: readonly string[], options: ClassifyOptions): Promise<Results<Classification>>;
  sentimentBatch(texts: readonly string[], options?: SentimentOptions): Promise<Results<Sentiment>>;
  translateBatch(texts: readonly string[], options: TranslateOptions): Promise<Results<Translation>>;
  summarizeBatch(texts: readonly string[], options?: SummarizeOptions): Promise<Results<Summary>>;
  translateStream(text: string, options: TranslateOptions): AsyncGenerator<StreamEvent<Translation>, void, undefined>;
  summarizeStream(text: string, options?: SummarizeOptions): AsyncGenerator<StreamEvent<Summary>, void, undefined>;
  /** Tells which language a text is in, without a model run. */
  detectLanguage(text: string, options?: CallOptions): Promise<LanguageGuess>;
}

/** Makes a client. It opens nothing until it is asked, and there is nothing to close. */
export function createClient({ timeoutMs = 30_000, retries = 2, ...connection }: ClientOptions): Client {
  const asker: Asker = {
    connection,
    patience: (options) => ({ timeoutMs: options.timeoutMs ?? timeoutMs, retries, signal: options.signal }),
  };
  return {
    classify: askOne(asker, 'classify'),
    sentiment: askOne(asker, 'sentiment'),
    translate: askOne(asker, 'translate'),
    summarize: askOne(asker, 'summarize'),
    classifyBatch: askMany(asker, 'classify'),
    sentimentBatch: askMany(asker, 'sentiment'),
    translateBatch: askMany(asker, 'translate'),
    summarizeBatch: askMany(asker, 'summarize'),
    translateStream: askStreaming(asker, 'translate'),
    summarizeStream: askStreaming(asker, 'summarize'),
    detectLanguage: (text, options = {}) =>
      retrying(async (signal) => {
        const operation = { query: DETECT_DOCUMENT, variables: { text } };
        return orThrow(readResult((await send<{ result: LanguageGuess }>(connection, operation, signal)).result));
      }, asker.patience(options)),
  };
}
