/** The one idea: models implement `Run`, layers wrap it. Whoever writes a backend needs this file, `task.ts` and `errors.ts`. */
import { type ErrorCode, GatewayError } from './errors.ts';
import type { Options, Result, Task } from './task.ts';

/**
 * Runs one task over a list of texts that share their options.
 * Gives one outcome a text, in order; a failed text has its error in its place.
 */
export type Run<T extends Task> = (texts: readonly string[], options: Options<T>, call: Call) => Promise<readonly Outcome<T>[]>;

/** What became of one text, with the trail of what was tried. */
export interface Outcome<T extends Task> {
  result: Answer<T> | GatewayError;
  attempts: readonly Attempt[];
  cache: CacheInfo;
  /** True when a better model of the route could not answer. */
  degraded?: boolean;
  /** What this text cost beside its answer: tries that failed, such as a reply that was cut, and answers that another replaced. */
  spent?: Usage;
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

export interface ModelRef {
  id: string;
  version: string;
  backend: string;
}

/** Tokens read and written. `costUsd` is 0 for a local model, and absent when the price is unknown; `estimated` when the provider gave no numbers. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  costUsd?: number;
  estimated: boolean;
}

export type AttemptOutcome = 'OK' | 'ERROR' | 'TIMEOUT' | 'CANCELLED' | 'SKIPPED_UNHEALTHY' | 'SKIPPED_UNSUPPORTED';

/** One model that was asked, or passed over, for a text. */
export interface Attempt {
  backend: string;
  model: string;
  outcome: AttemptOutcome;
  code?: ErrorCode;
  latencyMs: number;
  /** Absent where it was passed over. */
  times?: AttemptTimes;
}

/** On the clock of `performance.now()`, in milliseconds. */
export interface AttemptTimes {
  /** It was to be asked, and waited for a place where there was none. */
  enqueuedAt: number;
  /** It was asked. */
  startedAt: number;
  endedAt: number;
}

/** A search for cached answers, on the clock of `performance.now()`, in milliseconds. */
export interface LookUp {
  startedAt: number;
  endedAt: number;
}

export type CacheStatus = 'HIT' | 'SEMANTIC_HIT' | 'MISS' | 'COALESCED' | 'STALE' | 'BYPASS';

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

/** What travels with a request, all the way down. */
export interface Call {
  /** Aborts when the caller has gone or the deadline has passed. */
  signal: AbortSignal;
  /** On the clock of `performance.now()`, in milliseconds. */
  deadline: number;
  tenant: string;
  requestId: string;
  routing: Routing;
  cache: CacheMode;
  /** How many model calls each text may still cost; absent for no cap. `route` and `retry` count it down. */
  attemptsLeft?: number;
  /** Another model of the route may answer at once: what fails goes to it, and is not asked again of this one. */
  hasSpare?: boolean;
  /** When it came to a model that may have no place for it, on the clock of `performance.now()`. */
  enqueuedAt?: number;
  /** Where searches for cached answers are noted, a list of its own for each call; absent where nobody wants to know. */
  lookUps?: LookUp[];
  /** A model with a queue of its own calls this as texts enter it, and what it gives when they leave it to be worked on. */
  queued?(): () => void;
  /** Present when the caller listens: a model hands out text as it comes, by the text's place in the list. */
  emit?(place: number, delta: string): void;
  /** Present with `emit`: what was emitted for this place is void, another model starts over. Only `route` calls it. */
  restart?(place: number, reason: ErrorCode): void;
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

/** Sentence embeddings, L2-normalized, one a text, in order. Throws GatewayError. */
export type Embed = (texts: readonly string[], call: Call) => Promise<readonly Float32Array[]>;

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
  embed?: Embed;
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
const NO_ATTEMPTS: readonly Attempt[] = Object.freeze([]);

/** The outcome of a model that was asked directly: layers add the attempts and what the cache did. */
export function outcomeOf<T extends Task>(result: Answer<T> | GatewayError, cache: CacheInfo = BYPASSED): Outcome<T> {
  return { result, attempts: NO_ATTEMPTS, cache };
}

/** True when the outcome holds an answer, with the type to match. */
export function isAnswered<T extends Task>(outcome: Outcome<T>): outcome is Outcome<T> & { result: Answer<T> } {
  return !(outcome.result instanceof GatewayError);
}
