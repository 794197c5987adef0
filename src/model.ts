/** The one idea: models implement `Run`, layers wrap it. Whoever writes a backend needs this file, `task.ts` and `errors.ts`. */
import type { Account, ModelRef, Trace, Usage } from './account.ts';
import { type ErrorCode, GatewayError } from './errors.ts';
import type { Options, Result, Task } from './task.ts';

export type { ModelRef, Usage } from './account.ts';

/** Runs one task over the texts of a batch. Returns one outcome for each text, in order; a failed text has its error in its place. */
export type Run<T extends Task> = (batch: Batch<T>, call: Call) => Promise<readonly Outcome<T>[]>;

/** Texts that share their options, and what belongs to each of them, in the same order. `part` of `batch.ts` slices all of it. */
export interface Batch<T extends Task> {
  readonly texts: readonly string[];
  readonly options: Options<T>;
  /** Where the answer to each text goes while it is written. Present when the caller listens. */
  readonly sinks?: readonly Sink[];
}

/** What hears the answer to one text while it is written. */
export interface Listener {
  write(delta: string): void;
  /** What was written is void: another model starts over. */
  restart(reason: ErrorCode): void;
}

/** A listener that knows whether it has heard anything. A model only writes; `restart` is for `route`, and does nothing where nothing was written. */
export interface Sink extends Listener {
  /** Something was written since the beginning, or since the last restart. */
  hasText(): boolean;
}

/** What became of one text. */
export interface Outcome<T extends Task> {
  result: Answer<T> | GatewayError;
  cache: CacheInfo;
  /** True when a better model of the route could not answer. */
  degraded?: boolean;
  /** Beside an error of a model: what the call took all the same for this text, such as a reply that was cut. */
  usage?: Usage;
  /**
   * Beside an error of a model: how to ask again at once, in another way, such as told what was wrong. Texts with the same function are
   * asked together. It is a call like any other: it is made only where the caller, the cap on attempts and the breaker let it.
   */
  again?(batch: Batch<T>, call: Call): ReturnType<Run<T>>;
  /** Beside an error of a model: the call did not carry this text, so that nothing was tried and nothing is booked for it. */
  isUnasked?: boolean;
  /** Beside an error: an answer of this model past its time, for `route` to use when nobody else can answer. */
  stale?: { answer: Answer<T>; ageSeconds: number };
}

/** An answer as it is cached: immutable, and of exactly one model version. */
export interface Answer<T extends Task> {
  value: Result<T>;
  model: ModelRef;
  /** 0 to 1: how sure the model is of `value`; absent where it cannot tell. */
  confidence?: number;
  usage?: Usage;
}

export type CacheStatus = 'HIT' | 'SEMANTIC_HIT' | 'MISS' | 'COALESCED' | 'STALE' | 'BYPASS';

/** The statuses of answers that came out of the cache. What another caller's model run answered did not. */
export const KEPT: readonly CacheStatus[] = ['HIT', 'SEMANTIC_HIT', 'STALE'];

export interface CacheInfo {
  status: CacheStatus;
  ageSeconds?: number;
  /** Where a cached answer was found: in this process, or in the store that several processes share. */
  level?: 'MEMORY' | 'STORE';
  /** How long the answer stays fresh, in whole seconds. Absent where it is not kept, or past its time. */
  freshSeconds?: number;
  /** True where what is cached answers all tenants. */
  shared?: boolean;
  /** SEMANTIC_HIT only: cosine of this text and the one that was answered. */
  similarity?: number;
}

export type CacheMode = 'USE' | 'REFRESH' | 'BYPASS';
export type RoutingStrategy = 'AUTO' | 'LOCAL_ONLY' | 'FASTEST' | 'CHEAPEST';

/** What the caller asks of routing; it narrows what the settings allow and never widens it. */
export interface Routing {
  model?: string;
  backend?: string;
  strategy: RoutingStrategy;
  fallback: boolean;
}

/** What travels with a request, all the way down. Frozen: `derive` of `call.ts` makes one with another signal or deadline. */
export interface Call {
  /** Aborts when the caller has gone or the deadline has passed. */
  readonly signal: AbortSignal;
  /** On the clock of `performance.now()`, in milliseconds. */
  readonly deadlineAt: number;
  readonly tenant: string;
  readonly requestId: string;
  /** For a model and its layers, `fallback` says whether another model of the route may answer at once what fails here. */
  readonly routing: Routing;
  readonly cache: CacheMode;
  readonly account: Account;
  readonly trace?: Trace;
}

export type ModelState = 'LOADING' | 'READY' | 'DEGRADED' | 'FAILED' | 'DRAINING';

export interface QualityFigure {
  dataset: string;
  metric: string;
  value: number;
}

/** What a model says of itself. */
export interface ModelInfo {
  /** BCP 47 tags it reads; empty for any: then it is not told the language of a text whose caller names none, but to translate. */
  languages: readonly string[];
  /** Translation only. */
  pairs: readonly { source: string; target: string }[];
  /** The fixed labels of a classifier; empty when the caller brings labels. */
  labels: readonly string[];
  license?: string;
  sizeBytes?: number;
  quality: readonly QualityFigure[];
  /** In USD for a million tokens; absent when unknown. Local models cost 0. */
  prices?: Prices;
}

export interface Prices {
  inputPerMillion: number;
  outputPerMillion: number;
}

/** One version of one model for one task. Its identity is known before it runs. */
export interface Model<T extends Task> {
  id: string;
  version: string;
  task: T;
  info: ModelInfo;
  /** The most texts one `run` takes; at least 1. */
  maxBatch: number;
  /** Answers from options alone: language, pair, format, label set. An error says what is supported instead. */
  supports(options: Options<T>): true | GatewayError;
  /** One call of the provider or worker, which the gateway limits and books: to ask again, an outcome says how in `again`. */
  run: Run<T>;
}

/** A model of some task: what a backend lists. */
export type AnyModel = { [T in Task]: Model<T> }[Task];

export interface ModelHealth {
  id: string;
  state: ModelState;
  /** Why it is not ready, in words for an operator. */
  detail?: string;
  loadMs?: number;
}

export interface Health {
  healthy: boolean;
  /** All models the backend knows of, also those it refused to load. */
  models: readonly ModelHealth[];
  /** Resident memory of the processes that run its models, all together: they share it. Absent where it is not known. */
  memoryBytes?: number;
}

/** A text as a vector of length 1, with what that took. */
export interface Embedding {
  vector: Float32Array;
  usage?: Usage;
}

/** Sentence embeddings, one for each text, in order. One call of the provider or worker. Throws GatewayError. */
export type Embed = (texts: readonly string[], call: Call) => Promise<readonly Embedding[]>;

export interface Embedder {
  model: ModelRef;
  embed: Embed;
}

/** Why there is no connection, in words that hold no address. */
export interface Obstacle {
  problem: string;
  /** What to write or do instead, as a sentence. */
  advice: string;
}

/** Where a backend asks: whoever starts the gateway tries it, so that a wrong address is found by the one who wrote it. */
export interface Endpoint {
  /** The backend's setting that names it. */
  setting: string;
  /** host:port */
  address: string;
  /** Whether the gateway may start without it. */
  optional: boolean;
  /** Connects, and sends nothing. Ends within seconds and never rejects. */
  probe(): Promise<Obstacle | undefined>;
}

/** Where a backend tells an operator what it went through: a line an event, of names and words, and nothing of what callers sent. */
export interface BackendLog {
  /** It is well again. */
  note(event: string, fields: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** A source of models. `local` backends keep texts inside this machine. */
export interface Backend {
  /** The name the settings give it. */
  name: string;
  /** The kind of backend: onnx, openai, … */
  kind: string;
  local: boolean;
  models(): readonly AnyModel[];
  embedder?: Embedder;
  /** Present when it asks a server. */
  endpoint?: Endpoint;
  health?(): Health;
  /**
   * Present when it asks a server: what to set or do about a failure of one of its models, in a sentence for an operator. It may ask the
   * server what it is. Undefined where there is nothing more to say than the code does. Ends within seconds and never rejects.
   */
  advise?(error: GatewayError, model: string): Promise<string | undefined>;
  close?(): Promise<void>;
}

const BYPASSED: CacheInfo = Object.freeze({ status: 'BYPASS' });

/** The outcome of a model that was asked directly: the cache adds what it did. */
export function outcomeOf<T extends Task>(result: Answer<T> | GatewayError, cache: CacheInfo = BYPASSED): Outcome<T> {
  return { result, cache };
}

/** True when the outcome holds an answer, with the type to match. */
export function isAnswered<T extends Task>(outcome: Outcome<T>): outcome is Outcome<T> & { result: Answer<T> } {
  return !(outcome.result instanceof GatewayError);
}
