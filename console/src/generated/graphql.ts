/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What became of an attempt. */
export type AttemptOutcome =
  /** It was stopped: the caller left, or another model was faster. */
  | 'CANCELLED'
  /** It failed. */
  | 'ERROR'
  /** It answered. */
  | 'OK'
  /** It was not asked, because it has failed too often lately or is not ready. */
  | 'SKIPPED_UNHEALTHY'
  /** It was not asked, because it does not offer the language or an option. */
  | 'SKIPPED_UNSUPPORTED'
  /** It did not answer in time. */
  | 'TIMEOUT';

/** Whether calls of a model go through. */
export type BreakerState =
  /** They do. */
  | 'CLOSED'
  /** One does, to see whether it has recovered. */
  | 'HALF_OPEN'
  /** They do not, until it has cooled down. */
  | 'OPEN';

/** What a request may do with the cache. */
export type CacheMode =
  /** Neither take nor keep. */
  | 'BYPASS'
  /** Ask the model even if the answer is known; keep the new answer. */
  | 'REFRESH'
  /** Take a known answer; keep a new one. */
  | 'USE';

/** Where an answer came from. */
export type CacheStatus =
  /** From the model: the cache was not asked. */
  | 'BYPASS'
  /** From a model run that another caller had started for the same text. */
  | 'COALESCED'
  /** From the cache: this text was answered before. */
  | 'HIT'
  /** From the model: no answer was known. */
  | 'MISS'
  /** From the cache: a text that means the same was answered before. */
  | 'SEMANTIC_HIT'
  /** From the cache, past its time: a new answer is on its way, or could not be had. */
  | 'STALE';

/** Texts to classify with the same options. Exactly one of `labels` and `classifier`. */
export type ClassifyBatchInput = {
  /** The id of a classifier with fixed labels, as `models` lists it. */
  classifier?: string | number | null | undefined;
  /** At most 100 texts, each of at most 50,000 UTF-16 units. */
  items: Array<TextInput>;
  /** 2 to 150 labels of different names. */
  labels?: Array<LabelInput> | null | undefined;
  /** The language of the texts. Detected for each text when absent. */
  language?: string | null | undefined;
  /** True when several labels may hold at once. */
  multiLabel?: boolean;
  /** Which model may answer. */
  routing?: RoutingInput | null | undefined;
  /** 0 to 1: with `multiLabel`, the score a label must reach. The model's own threshold when absent. */
  threshold?: number | null | undefined;
};

/** A text to classify. Exactly one of `labels` and `classifier`. */
export type ClassifyInput = {
  /** The id of a classifier with fixed labels, as `models` lists it. */
  classifier?: string | number | null | undefined;
  /** 2 to 150 labels of different names. */
  labels?: Array<LabelInput> | null | undefined;
  /** The language of the text. Detected when absent. */
  language?: string | null | undefined;
  /** True when several labels may hold at once. */
  multiLabel?: boolean;
  /** Which model may answer. */
  routing?: RoutingInput | null | undefined;
  /** At most 50,000 UTF-16 units. */
  text: string;
  /** 0 to 1: with `multiLabel`, the score a label must reach. The model's own threshold when absent. */
  threshold?: number | null | undefined;
};

/** What went wrong. Top-level errors have further codes, in `extensions.code`. */
export type ErrorCode =
  /** Reserved: not sent by this version. The caller has spent its budget. Wait for the next period, or raise the budget. */
  | 'BUDGET_EXCEEDED'
  /** Reserved: not sent by this version. A policy of this gateway does not let the text through. Change the text, or ask the operator about the policy. */
  | 'CONTENT_BLOCKED'
  /** The provider declined to answer this text. Change the text, or use another model. */
  | 'CONTENT_REFUSED'
  /** No answer came before the deadline of the request. Send again, with a shorter text or a longer `routing.timeoutMs`. */
  | 'DEADLINE_EXCEEDED'
  /** Reserved: not sent by this version. The idempotency key was used before with another request. Use a new key for a new request. */
  | 'IDEMPOTENCY_CONFLICT'
  /** A field of the input has a value it may not have. Correct the field that `path` names. */
  | 'INPUT_INVALID'
  /** The text is longer than the task or the model takes. Shorten or divide the text. */
  | 'INPUT_TOO_LONG'
  /** The provider refuses this gateway: its key, its account, or a model, path or certificate of its settings. Tell the operator, who finds the reason in `models { detail }` and in the log. */
  | 'MODEL_AUTH_FAILED'
  /** The local model failed on this text. Send again; if it fails again, report the text to the operator. */
  | 'MODEL_FAILED'
  /** The local model is loading, or failed to load. Wait for `/readyz`, or look at `models` for its state. */
  | 'MODEL_NOT_READY'
  /** What the request names does not exist here: a model, a backend, a classifier, or the path of the URL. Ask `models` for the ids that exist; GraphQL is at `/graphql`. */
  | 'NOT_FOUND'
  /** No model is configured that this request may use for this task. Loosen `routing`, or configure a backend for the task. */
  | 'NO_ROUTE'
  /** The model answered, but not in the form that was asked for. Send again, or use another model. */
  | 'OUTPUT_INVALID'
  /** More work waits than the gateway can finish in time. Wait `retryAfterMs`, then send again. */
  | 'OVERLOADED'
  /** Reserved: not sent by this version. The caller sent more than its rate allows. Wait `retryAfterMs`, then send again. */
  | 'RATE_LIMITED'
  /** No configured model reads this language, or translates this pair. Use one of `supported { languages pairs { source target } }`. */
  | 'UNSUPPORTED_LANGUAGE'
  /** No configured model offers this option. Use one of `supported { values }`, or configure a backend that has the option. */
  | 'UNSUPPORTED_OPTION'
  /** The provider answered with something that is not a reply of its API. Send again later. */
  | 'UPSTREAM_INVALID'
  /** The provider asks this gateway to slow down. Wait `retryAfterMs`, then send again. */
  | 'UPSTREAM_RATE_LIMITED'
  /** The provider was silent for too long. Send again later. */
  | 'UPSTREAM_TIMEOUT'
  /** The answer of the provider broke off before its end. Send again. */
  | 'UPSTREAM_TRUNCATED'
  /** The provider could not be reached, or answered with a server error. Send again later. */
  | 'UPSTREAM_UNAVAILABLE';

/** Whose fault a failure is. */
export type ErrorOrigin =
  /** The request: changing it helps. */
  | 'CALLER'
  /** This gateway: its settings, its load or its deadline. */
  | 'GATEWAY'
  /** A model that runs inside the gateway. */
  | 'LOCAL_MODEL'
  /** A service behind the gateway. */
  | 'PROVIDER';

/** How a translation addresses its reader, where the target language has a choice. */
export type Formality =
  /** As one writes to a stranger. */
  | 'FORMAL'
  /** As one writes to a friend. */
  | 'INFORMAL';

/** A label the caller brings. Description and examples sharpen what the name means. */
export type LabelInput = {
  /** At most 1,000 UTF-16 units. */
  description?: string | null | undefined;
  /** At most 20 texts of this label, each of at most 1,000 UTF-16 units. */
  examples?: Array<string> | null | undefined;
  /** At most 200 UTF-16 units, not blank. */
  name: string;
};

/** What state a model is in. */
export type ModelState =
  /** It answers, but has failed lately. */
  | 'DEGRADED'
  /** It finishes what it has begun and takes nothing new. */
  | 'DRAINING'
  /** It could not be loaded, or has stopped for good. */
  | 'FAILED'
  /** It is being loaded. */
  | 'LOADING'
  /** It answers. */
  | 'READY';

/** What went on in a part of a request. */
export type PhaseKind =
  /** The model at work, with the way to it and back. */
  | 'ATTEMPT'
  /** Looking for cached answers: in memory, in the shared store, in the semantic cache; or waiting for what another process is about to keep. */
  | 'CACHE'
  /** All that comes first: checking the input, finding its language, choosing the models. */
  | 'PREPARE'
  /** Waiting: for one of the places of a remote model, or in the queue of a local one until a worker process took the first text. */
  | 'QUEUE';

/**
 * Which model may answer, and for how long to wait. Never widens what the settings allow.
 * At most one of `model` and `backend`; the strategy chooses among what they leave, and LOCAL_ONLY leaves nothing that runs elsewhere.
 */
export type RoutingInput = {
  /** Only models of this backend. */
  backend?: string | number | null | undefined;
  /** Whether a known answer may be used. */
  cache?: CacheMode;
  /** Whether another model of the route may answer when the first one cannot. */
  fallback?: boolean;
  /** Only this model, by its id as `models` gives it: `backend/model`. */
  model?: string | number | null | undefined;
  /** How the gateway chooses among the models of the task. */
  strategy?: RoutingStrategy;
  /** How long to wait for an answer, in milliseconds: from 1 to the deadline of the server, 30,000 by default. It only shortens. */
  timeoutMs?: number | null | undefined;
};

/** How the gateway chooses among the models of a task. */
export type RoutingStrategy =
  /** The route of the settings. */
  | 'AUTO'
  /** The model with the lowest price. */
  | 'CHEAPEST'
  /** The model that has lately been the fastest. */
  | 'FASTEST'
  /** Only models that run inside the gateway: the text does not leave the machine. */
  | 'LOCAL_ONLY';

/** Texts whose sentiment is asked for. */
export type SentimentBatchInput = {
  /** At most 100 texts, each of at most 50,000 UTF-16 units. */
  items: Array<TextInput>;
  /** The language of the texts. Detected for each text when absent. */
  language?: string | null | undefined;
  /** Which model may answer. */
  routing?: RoutingInput | null | undefined;
};

/** A text whose sentiment is asked for. */
export type SentimentInput = {
  /** The language of the text. Detected when absent. */
  language?: string | null | undefined;
  /** Which model may answer. */
  routing?: RoutingInput | null | undefined;
  /** At most 50,000 UTF-16 units. */
  text: string;
};

/** What a text can be. */
export type SentimentLabel =
  /** The text speaks ill of something. */
  | 'NEGATIVE'
  /** The text takes no side, or both. */
  | 'NEUTRAL'
  /** The text speaks well of something. */
  | 'POSITIVE';

/** Texts to summarize with the same options. */
export type SummarizeBatchInput = {
  /** What form each summary has. */
  format?: SummaryFormat;
  /** At most 100 texts, each of at most 200,000 UTF-16 units. */
  items: Array<TextInput>;
  /** The language of the texts. Detected for each text when absent. */
  language?: string | null | undefined;
  /** How long each summary may be. */
  length?: SummaryLength;
  /** Which model may answer. */
  routing?: RoutingInput | null | undefined;
};

/** A text to summarize. */
export type SummarizeInput = {
  /** What form the summary has. */
  format?: SummaryFormat;
  /** The language of the text. Detected when absent. */
  language?: string | null | undefined;
  /** How long the summary may be. */
  length?: SummaryLength;
  /** Which model may answer. */
  routing?: RoutingInput | null | undefined;
  /** At most 200,000 UTF-16 units. */
  text: string;
};

/** The form of a summary. */
export type SummaryFormat =
  /** One point a line, each after a dash. */
  | 'BULLETS'
  /** One line, as above a news story. */
  | 'HEADLINE'
  /** Running text. */
  | 'PARAGRAPH';

/** How long a summary may be; the model decides what that means for a text. */
export type SummaryLength =
  /** The main points with some detail. */
  | 'LONG'
  /** A short paragraph. */
  | 'MEDIUM'
  /** A sentence or two. */
  | 'SHORT';

/** How a summary was made. */
export type SummaryMethod =
  /** Of sentences that a model wrote. */
  | 'ABSTRACTIVE'
  /** Of sentences taken from the text, word for word. */
  | 'EXTRACTIVE';

/** The four tasks. */
export type Task =
  /** Choose among labels. */
  | 'CLASSIFY'
  /** Tell whether a text is positive, neutral or negative. */
  | 'SENTIMENT'
  /** Say the same in fewer words. */
  | 'SUMMARIZE'
  /** Translate from one language into another. */
  | 'TRANSLATE';

/** A text of a batch. */
export type TextInput = {
  /** The caller's own key; it comes back with the item's result. */
  key?: string | number | null | undefined;
  /** The text. The field that takes the batch says how long it may be. */
  text: string;
};

/** Texts to translate with the same options. */
export type TranslateBatchInput = {
  /** How the reader is addressed. The model decides when absent. */
  formality?: Formality | null | undefined;
  /** At most 100 texts, each of at most 50,000 UTF-16 units. */
  items: Array<TextInput>;
  /** Which model may answer. */
  routing?: RoutingInput | null | undefined;
  /** The language of the texts. Detected for each text when absent. */
  source?: string | null | undefined;
  /** The language to translate into. */
  target: string;
};

/** A text to translate. */
export type TranslateInput = {
  /** How the reader is addressed. The model decides when absent. */
  formality?: Formality | null | undefined;
  /** Which model may answer. */
  routing?: RoutingInput | null | undefined;
  /** The language of the text. Detected when absent. */
  source?: string | null | undefined;
  /** The language to translate into. */
  target: string;
  /** At most 50,000 UTF-16 units. */
  text: string;
};

export type RowMetaFragment = { latencyMs: number, model: { id: string, version: string }, cache: { status: CacheStatus }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null } | null };

export type ClassifyRowsQueryVariables = Exact<{
  input: ClassifyBatchInput;
}>;


export type ClassifyRowsQuery = { classifyBatch: { items: Array<{ index: number, result:
        | { __typename: 'Classification', label: string, labels: Array<string>, confidence: number | null, meta: { latencyMs: number, model: { id: string, version: string }, cache: { status: CacheStatus }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null } | null } }
        | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
        | { __typename: 'LimitError', code: ErrorCode, message: string }
        | { __typename: 'ModelError', code: ErrorCode, message: string }
        | { __typename: 'UnsupportedError', code: ErrorCode, message: string }
       }> } | null };

export type SentimentRowsQueryVariables = Exact<{
  input: SentimentBatchInput;
}>;


export type SentimentRowsQuery = { sentimentBatch: { items: Array<{ index: number, result:
        | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
        | { __typename: 'LimitError', code: ErrorCode, message: string }
        | { __typename: 'ModelError', code: ErrorCode, message: string }
        | { __typename: 'Sentiment', label: SentimentLabel, confidence: number | null, meta: { latencyMs: number, model: { id: string, version: string }, cache: { status: CacheStatus }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null } | null } }
        | { __typename: 'UnsupportedError', code: ErrorCode, message: string }
       }> } | null };

export type TranslateRowsQueryVariables = Exact<{
  input: TranslateBatchInput;
}>;


export type TranslateRowsQuery = { translateBatch: { items: Array<{ index: number, result:
        | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
        | { __typename: 'LimitError', code: ErrorCode, message: string }
        | { __typename: 'ModelError', code: ErrorCode, message: string }
        | { __typename: 'Translation', text: string, source: string, target: string, meta: { latencyMs: number, model: { id: string, version: string }, cache: { status: CacheStatus }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null } | null } }
        | { __typename: 'UnsupportedError', code: ErrorCode, message: string }
       }> } | null };

export type SummarizeRowsQueryVariables = Exact<{
  input: SummarizeBatchInput;
}>;


export type SummarizeRowsQuery = { summarizeBatch: { items: Array<{ index: number, result:
        | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
        | { __typename: 'LimitError', code: ErrorCode, message: string }
        | { __typename: 'ModelError', code: ErrorCode, message: string }
        | { __typename: 'Summary', text: string, method: SummaryMethod, meta: { latencyMs: number, model: { id: string, version: string }, cache: { status: CacheStatus }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null } | null } }
        | { __typename: 'UnsupportedError', code: ErrorCode, message: string }
       }> } | null };

export type ModelCardFragment = { id: string, version: string, tasks: Array<Task>, state: ModelState, languages: Array<string>, labels: Array<string>, license: string | null, sizeBytes: number | null, pairs: Array<{ source: string, target: string }>, quality: Array<{ dataset: string, metric: string, value: number }>, backend: { id: string, kind: string, healthy: boolean, local: boolean, memoryBytes: number | null }, stats: { calls: number, latencyMs: number | null, p50Ms: number | null, p95Ms: number | null, errorRate: number, lastUsed: string | null, breaker: BreakerState | null, openLeftMs: number } | null };

export type ModelsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ModelsQuery = { models: { totalCount: number, nodes: Array<{ id: string, version: string, tasks: Array<Task>, state: ModelState, languages: Array<string>, labels: Array<string>, license: string | null, sizeBytes: number | null, pairs: Array<{ source: string, target: string }>, quality: Array<{ dataset: string, metric: string, value: number }>, backend: { id: string, kind: string, healthy: boolean, local: boolean, memoryBytes: number | null }, stats: { calls: number, latencyMs: number | null, p50Ms: number | null, p95Ms: number | null, errorRate: number, lastUsed: string | null, breaker: BreakerState | null, openLeftMs: number } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type PingQueryVariables = Exact<{ [key: string]: never; }>;


export type PingQuery = { __typename: 'Query' };

export type RequestRowFragment = { id: string, requestId: string, at: string, task: Task, tenant: string, texts: number, characters: number, latencyMs: number, failed: number, degraded: number, code: ErrorCode | null, models: Array<string>, excerpt: string | null, cache: Array<{ status: CacheStatus, texts: number }>, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }>, phases: Array<{ kind: PhaseKind, startMs: number, lengthMs: number, attempt: number | null }>, usage: { calls: number, inputTokens: number, outputTokens: number, costUsd: number, unpricedCalls: number } };

export type RequestsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  id?: string | number | null | undefined;
  task?: Task | null | undefined;
  failed?: boolean | null | undefined;
  model?: string | number | null | undefined;
  cache?: CacheStatus | null | undefined;
}>;


export type RequestsQuery = { requests: { edges: Array<{ cursor: string, node: { id: string, requestId: string, at: string, task: Task, tenant: string, texts: number, characters: number, latencyMs: number, failed: number, degraded: number, code: ErrorCode | null, models: Array<string>, excerpt: string | null, cache: Array<{ status: CacheStatus, texts: number }>, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }>, phases: Array<{ kind: PhaseKind, startMs: number, lengthMs: number, attempt: number | null }>, usage: { calls: number, inputTokens: number, outputTokens: number, costUsd: number, unpricedCalls: number } } }>, pageInfo: { hasNextPage: boolean } } | null };

export type OverviewQueryVariables = Exact<{
  minutes: number;
}>;


export type OverviewQuery = { metrics: Array<{ task: Task, model: string, tenant: string, buckets: Array<{ start: string, requests: number, texts: number, failed: number, cacheHits: number, costUsd: number, unpricedCalls: number, inputTokens: number, outputTokens: number, p50Ms: number, p95Ms: number, p99Ms: number }> }> | null, cacheStats: { entries: number, bytes: number, hits: number, semanticHits: number, misses: number, coalesced: number, stale: number, storeHealthy: boolean | null, storeFailures: number | null } | null, shadows: Array<{ task: Task, model: string, compared: number, failed: number, agreement: number | null, meanLatencyMs: number }> | null };

export type MetaFragment = { requestId: string, latencyMs: number, degraded: boolean, model: { id: string, version: string }, backend: { id: string, kind: string }, cache: { status: CacheStatus, ageSeconds: number | null, similarity: number | null }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null, estimated: boolean } | null, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> };

type Failure_InvalidInputError_Fragment = { path: Array<string>, code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> };

type Failure_LimitError_Fragment = { code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> };

type Failure_ModelError_Fragment = { code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> };

type Failure_UnsupportedError_Fragment = { code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, supported: { languages: Array<string>, values: Array<string>, pairs: Array<{ source: string, target: string }> }, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> };

export type FailureFragment =
  | Failure_InvalidInputError_Fragment
  | Failure_LimitError_Fragment
  | Failure_ModelError_Fragment
  | Failure_UnsupportedError_Fragment
;

export type TranslateStreamSubscriptionVariables = Exact<{
  input: TranslateInput;
}>;


export type TranslateStreamSubscription = { translateStream:
    | { __typename: 'InvalidInputError', path: Array<string>, code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'LimitError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'ModelError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'Restarted', reason: ErrorCode }
    | { __typename: 'TextDelta', text: string }
    | { __typename: 'TranslationCompleted', translation: { __typename: 'Translation', text: string, source: string, target: string, detected: { language: string | null, confidence: number } | null, meta: { requestId: string, latencyMs: number, degraded: boolean, model: { id: string, version: string }, backend: { id: string, kind: string }, cache: { status: CacheStatus, ageSeconds: number | null, similarity: number | null }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null, estimated: boolean } | null, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> } } }
    | { __typename: 'UnsupportedError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, supported: { languages: Array<string>, values: Array<string>, pairs: Array<{ source: string, target: string }> }, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
   };

export type SummarizeStreamSubscriptionVariables = Exact<{
  input: SummarizeInput;
}>;


export type SummarizeStreamSubscription = { summarizeStream:
    | { __typename: 'InvalidInputError', path: Array<string>, code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'LimitError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'ModelError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'Restarted', reason: ErrorCode }
    | { __typename: 'SummaryCompleted', summary: { __typename: 'Summary', text: string, method: SummaryMethod, sentences: Array<{ text: string, start: number, end: number, score: number | null }> | null, meta: { requestId: string, latencyMs: number, degraded: boolean, model: { id: string, version: string }, backend: { id: string, kind: string }, cache: { status: CacheStatus, ageSeconds: number | null, similarity: number | null }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null, estimated: boolean } | null, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> } } }
    | { __typename: 'TextDelta', text: string }
    | { __typename: 'UnsupportedError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, supported: { languages: Array<string>, values: Array<string>, pairs: Array<{ source: string, target: string }> }, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
   };

export type ClassifyQueryVariables = Exact<{
  input: ClassifyInput;
}>;


export type ClassifyQuery = { classify:
    | { __typename: 'Classification', label: string, labels: Array<string>, confidence: number | null, scores: Array<{ label: string, score: number | null }>, meta: { requestId: string, latencyMs: number, degraded: boolean, model: { id: string, version: string }, backend: { id: string, kind: string }, cache: { status: CacheStatus, ageSeconds: number | null, similarity: number | null }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null, estimated: boolean } | null, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> } }
    | { __typename: 'InvalidInputError', path: Array<string>, code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'LimitError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'ModelError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'UnsupportedError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, supported: { languages: Array<string>, values: Array<string>, pairs: Array<{ source: string, target: string }> }, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
   | null };

export type SentimentQueryVariables = Exact<{
  input: SentimentInput;
}>;


export type SentimentQuery = { sentiment:
    | { __typename: 'InvalidInputError', path: Array<string>, code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'LimitError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'ModelError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'Sentiment', label: SentimentLabel, confidence: number | null, scores: Array<{ label: SentimentLabel, score: number | null }>, meta: { requestId: string, latencyMs: number, degraded: boolean, model: { id: string, version: string }, backend: { id: string, kind: string }, cache: { status: CacheStatus, ageSeconds: number | null, similarity: number | null }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null, estimated: boolean } | null, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> } }
    | { __typename: 'UnsupportedError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, supported: { languages: Array<string>, values: Array<string>, pairs: Array<{ source: string, target: string }> }, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
   | null };

export type TranslateQueryVariables = Exact<{
  input: TranslateInput;
}>;


export type TranslateQuery = { translate:
    | { __typename: 'InvalidInputError', path: Array<string>, code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'LimitError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'ModelError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'Translation', text: string, source: string, target: string, detected: { language: string | null, confidence: number } | null, meta: { requestId: string, latencyMs: number, degraded: boolean, model: { id: string, version: string }, backend: { id: string, kind: string }, cache: { status: CacheStatus, ageSeconds: number | null, similarity: number | null }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null, estimated: boolean } | null, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> } }
    | { __typename: 'UnsupportedError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, supported: { languages: Array<string>, values: Array<string>, pairs: Array<{ source: string, target: string }> }, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
   | null };

export type SummarizeQueryVariables = Exact<{
  input: SummarizeInput;
}>;


export type SummarizeQuery = { summarize:
    | { __typename: 'InvalidInputError', path: Array<string>, code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'LimitError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'ModelError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
    | { __typename: 'Summary', text: string, method: SummaryMethod, sentences: Array<{ text: string, start: number, end: number, score: number | null }> | null, meta: { requestId: string, latencyMs: number, degraded: boolean, model: { id: string, version: string }, backend: { id: string, kind: string }, cache: { status: CacheStatus, ageSeconds: number | null, similarity: number | null }, usage: { inputTokens: number, outputTokens: number, costUsd: number | null, estimated: boolean } | null, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> } }
    | { __typename: 'UnsupportedError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null, docs: string, supported: { languages: Array<string>, values: Array<string>, pairs: Array<{ source: string, target: string }> }, attempts: Array<{ backend: string, model: string, outcome: AttemptOutcome, code: ErrorCode | null, latencyMs: number }> }
   | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const RowMetaFragmentDoc = new TypedDocumentString(`
    fragment RowMeta on TaskMeta {
  model {
    id
    version
  }
  cache {
    status
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
  }
}
    `, {"fragmentName":"RowMeta"}) as unknown as TypedDocumentString<RowMetaFragment, unknown>;
export const ModelCardFragmentDoc = new TypedDocumentString(`
    fragment ModelCard on Model {
  id
  version
  tasks
  state
  languages
  pairs {
    source
    target
  }
  labels
  license
  sizeBytes
  quality {
    dataset
    metric
    value
  }
  backend {
    id
    kind
    healthy
    local
    memoryBytes
  }
  stats {
    calls
    latencyMs
    p50Ms
    p95Ms
    errorRate
    lastUsed
    breaker
    openLeftMs
  }
}
    `, {"fragmentName":"ModelCard"}) as unknown as TypedDocumentString<ModelCardFragment, unknown>;
export const RequestRowFragmentDoc = new TypedDocumentString(`
    fragment RequestRow on RequestRecord {
  id
  requestId
  at
  task
  tenant
  texts
  characters
  latencyMs
  failed
  degraded
  code
  cache {
    status
    texts
  }
  models
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  phases {
    kind
    startMs
    lengthMs
    attempt
  }
  usage {
    calls
    inputTokens
    outputTokens
    costUsd
    unpricedCalls
  }
  excerpt
}
    `, {"fragmentName":"RequestRow"}) as unknown as TypedDocumentString<RequestRowFragment, unknown>;
export const MetaFragmentDoc = new TypedDocumentString(`
    fragment Meta on TaskMeta {
  requestId
  model {
    id
    version
  }
  backend {
    id
    kind
  }
  cache {
    status
    ageSeconds
    similarity
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
    estimated
  }
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  degraded
}
    `, {"fragmentName":"Meta"}) as unknown as TypedDocumentString<MetaFragment, unknown>;
export const FailureFragmentDoc = new TypedDocumentString(`
    fragment Failure on Error {
  code
  message
  origin
  retryable
  retryAfterMs
  docs
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  ... on InvalidInputError {
    path
  }
  ... on UnsupportedError {
    supported {
      languages
      pairs {
        source
        target
      }
      values
    }
  }
}
    `, {"fragmentName":"Failure"}) as unknown as TypedDocumentString<FailureFragment, unknown>;
export const ClassifyRowsDocument = new TypedDocumentString(`
    query ClassifyRows($input: ClassifyBatchInput!) {
  classifyBatch(input: $input) {
    items {
      index
      result {
        __typename
        ... on Classification {
          label
          labels
          confidence
          meta {
            ...RowMeta
          }
        }
        ... on Error {
          code
          message
        }
      }
    }
  }
}
    fragment RowMeta on TaskMeta {
  model {
    id
    version
  }
  cache {
    status
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
  }
}`) as unknown as TypedDocumentString<ClassifyRowsQuery, ClassifyRowsQueryVariables>;
export const SentimentRowsDocument = new TypedDocumentString(`
    query SentimentRows($input: SentimentBatchInput!) {
  sentimentBatch(input: $input) {
    items {
      index
      result {
        __typename
        ... on Sentiment {
          label
          confidence
          meta {
            ...RowMeta
          }
        }
        ... on Error {
          code
          message
        }
      }
    }
  }
}
    fragment RowMeta on TaskMeta {
  model {
    id
    version
  }
  cache {
    status
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
  }
}`) as unknown as TypedDocumentString<SentimentRowsQuery, SentimentRowsQueryVariables>;
export const TranslateRowsDocument = new TypedDocumentString(`
    query TranslateRows($input: TranslateBatchInput!) {
  translateBatch(input: $input) {
    items {
      index
      result {
        __typename
        ... on Translation {
          text
          source
          target
          meta {
            ...RowMeta
          }
        }
        ... on Error {
          code
          message
        }
      }
    }
  }
}
    fragment RowMeta on TaskMeta {
  model {
    id
    version
  }
  cache {
    status
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
  }
}`) as unknown as TypedDocumentString<TranslateRowsQuery, TranslateRowsQueryVariables>;
export const SummarizeRowsDocument = new TypedDocumentString(`
    query SummarizeRows($input: SummarizeBatchInput!) {
  summarizeBatch(input: $input) {
    items {
      index
      result {
        __typename
        ... on Summary {
          text
          method
          meta {
            ...RowMeta
          }
        }
        ... on Error {
          code
          message
        }
      }
    }
  }
}
    fragment RowMeta on TaskMeta {
  model {
    id
    version
  }
  cache {
    status
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
  }
}`) as unknown as TypedDocumentString<SummarizeRowsQuery, SummarizeRowsQueryVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models($after: String) {
  models(first: 100, after: $after) {
    totalCount
    nodes {
      ...ModelCard
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ModelCard on Model {
  id
  version
  tasks
  state
  languages
  pairs {
    source
    target
  }
  labels
  license
  sizeBytes
  quality {
    dataset
    metric
    value
  }
  backend {
    id
    kind
    healthy
    local
    memoryBytes
  }
  stats {
    calls
    latencyMs
    p50Ms
    p95Ms
    errorRate
    lastUsed
    breaker
    openLeftMs
  }
}`) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const PingDocument = new TypedDocumentString(`
    query Ping {
  __typename
}
    `) as unknown as TypedDocumentString<PingQuery, PingQueryVariables>;
export const RequestsDocument = new TypedDocumentString(`
    query Requests($first: Int!, $after: String, $id: ID, $task: Task, $failed: Boolean, $model: ID, $cache: CacheStatus) {
  requests(
    first: $first
    after: $after
    id: $id
    task: $task
    failed: $failed
    model: $model
    cache: $cache
  ) {
    edges {
      cursor
      node {
        ...RequestRow
      }
    }
    pageInfo {
      hasNextPage
    }
  }
}
    fragment RequestRow on RequestRecord {
  id
  requestId
  at
  task
  tenant
  texts
  characters
  latencyMs
  failed
  degraded
  code
  cache {
    status
    texts
  }
  models
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  phases {
    kind
    startMs
    lengthMs
    attempt
  }
  usage {
    calls
    inputTokens
    outputTokens
    costUsd
    unpricedCalls
  }
  excerpt
}`) as unknown as TypedDocumentString<RequestsQuery, RequestsQueryVariables>;
export const OverviewDocument = new TypedDocumentString(`
    query Overview($minutes: Int!) {
  metrics(minutes: $minutes) {
    task
    model
    tenant
    buckets {
      start
      requests
      texts
      failed
      cacheHits
      costUsd
      unpricedCalls
      inputTokens
      outputTokens
      p50Ms
      p95Ms
      p99Ms
    }
  }
  cacheStats {
    entries
    bytes
    hits
    semanticHits
    misses
    coalesced
    stale
    storeHealthy
    storeFailures
  }
  shadows {
    task
    model
    compared
    failed
    agreement
    meanLatencyMs
  }
}
    `) as unknown as TypedDocumentString<OverviewQuery, OverviewQueryVariables>;
export const TranslateStreamDocument = new TypedDocumentString(`
    subscription TranslateStream($input: TranslateInput!) {
  translateStream(input: $input) {
    __typename
    ... on TextDelta {
      text
    }
    ... on Restarted {
      reason
    }
    ... on TranslationCompleted {
      translation {
        __typename
        text
        source
        target
        detected {
          language
          confidence
        }
        meta {
          ...Meta
        }
      }
    }
    ...Failure
  }
}
    fragment Meta on TaskMeta {
  requestId
  model {
    id
    version
  }
  backend {
    id
    kind
  }
  cache {
    status
    ageSeconds
    similarity
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
    estimated
  }
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  degraded
}
fragment Failure on Error {
  code
  message
  origin
  retryable
  retryAfterMs
  docs
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  ... on InvalidInputError {
    path
  }
  ... on UnsupportedError {
    supported {
      languages
      pairs {
        source
        target
      }
      values
    }
  }
}`) as unknown as TypedDocumentString<TranslateStreamSubscription, TranslateStreamSubscriptionVariables>;
export const SummarizeStreamDocument = new TypedDocumentString(`
    subscription SummarizeStream($input: SummarizeInput!) {
  summarizeStream(input: $input) {
    __typename
    ... on TextDelta {
      text
    }
    ... on Restarted {
      reason
    }
    ... on SummaryCompleted {
      summary {
        __typename
        text
        method
        sentences {
          text
          start
          end
          score
        }
        meta {
          ...Meta
        }
      }
    }
    ...Failure
  }
}
    fragment Meta on TaskMeta {
  requestId
  model {
    id
    version
  }
  backend {
    id
    kind
  }
  cache {
    status
    ageSeconds
    similarity
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
    estimated
  }
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  degraded
}
fragment Failure on Error {
  code
  message
  origin
  retryable
  retryAfterMs
  docs
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  ... on InvalidInputError {
    path
  }
  ... on UnsupportedError {
    supported {
      languages
      pairs {
        source
        target
      }
      values
    }
  }
}`) as unknown as TypedDocumentString<SummarizeStreamSubscription, SummarizeStreamSubscriptionVariables>;
export const ClassifyDocument = new TypedDocumentString(`
    query Classify($input: ClassifyInput!) {
  classify(input: $input) {
    __typename
    ... on Classification {
      label
      labels
      confidence
      scores {
        label
        score
      }
      meta {
        ...Meta
      }
    }
    ...Failure
  }
}
    fragment Meta on TaskMeta {
  requestId
  model {
    id
    version
  }
  backend {
    id
    kind
  }
  cache {
    status
    ageSeconds
    similarity
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
    estimated
  }
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  degraded
}
fragment Failure on Error {
  code
  message
  origin
  retryable
  retryAfterMs
  docs
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  ... on InvalidInputError {
    path
  }
  ... on UnsupportedError {
    supported {
      languages
      pairs {
        source
        target
      }
      values
    }
  }
}`) as unknown as TypedDocumentString<ClassifyQuery, ClassifyQueryVariables>;
export const SentimentDocument = new TypedDocumentString(`
    query Sentiment($input: SentimentInput!) {
  sentiment(input: $input) {
    __typename
    ... on Sentiment {
      label
      confidence
      scores {
        label
        score
      }
      meta {
        ...Meta
      }
    }
    ...Failure
  }
}
    fragment Meta on TaskMeta {
  requestId
  model {
    id
    version
  }
  backend {
    id
    kind
  }
  cache {
    status
    ageSeconds
    similarity
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
    estimated
  }
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  degraded
}
fragment Failure on Error {
  code
  message
  origin
  retryable
  retryAfterMs
  docs
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  ... on InvalidInputError {
    path
  }
  ... on UnsupportedError {
    supported {
      languages
      pairs {
        source
        target
      }
      values
    }
  }
}`) as unknown as TypedDocumentString<SentimentQuery, SentimentQueryVariables>;
export const TranslateDocument = new TypedDocumentString(`
    query Translate($input: TranslateInput!) {
  translate(input: $input) {
    __typename
    ... on Translation {
      text
      source
      target
      detected {
        language
        confidence
      }
      meta {
        ...Meta
      }
    }
    ...Failure
  }
}
    fragment Meta on TaskMeta {
  requestId
  model {
    id
    version
  }
  backend {
    id
    kind
  }
  cache {
    status
    ageSeconds
    similarity
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
    estimated
  }
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  degraded
}
fragment Failure on Error {
  code
  message
  origin
  retryable
  retryAfterMs
  docs
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  ... on InvalidInputError {
    path
  }
  ... on UnsupportedError {
    supported {
      languages
      pairs {
        source
        target
      }
      values
    }
  }
}`) as unknown as TypedDocumentString<TranslateQuery, TranslateQueryVariables>;
export const SummarizeDocument = new TypedDocumentString(`
    query Summarize($input: SummarizeInput!) {
  summarize(input: $input) {
    __typename
    ... on Summary {
      text
      method
      sentences {
        text
        start
        end
        score
      }
      meta {
        ...Meta
      }
    }
    ...Failure
  }
}
    fragment Meta on TaskMeta {
  requestId
  model {
    id
    version
  }
  backend {
    id
    kind
  }
  cache {
    status
    ageSeconds
    similarity
  }
  latencyMs
  usage {
    inputTokens
    outputTokens
    costUsd
    estimated
  }
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  degraded
}
fragment Failure on Error {
  code
  message
  origin
  retryable
  retryAfterMs
  docs
  attempts {
    backend
    model
    outcome
    code
    latencyMs
  }
  ... on InvalidInputError {
    path
  }
  ... on UnsupportedError {
    supported {
      languages
      pairs {
        source
        target
      }
      values
    }
  }
}`) as unknown as TypedDocumentString<SummarizeQuery, SummarizeQueryVariables>;