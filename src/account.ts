/** What a request tries and spends on its way: attempts, real calls, and where its time goes. */
import type { ErrorCode } from './errors.ts';

export interface ModelRef {
  id: string;
  version: string;
  backend: string;
}

/**
 * Tokens read and written by one call for one text. `costUsd` is 0 for a local model, and absent when the price is unknown; `estimated`
 * when the provider gave no numbers.
 */
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

/** Why a real call was made: for an answer, for an embedding that the semantic cache compares, or for what nobody waits for. */
export type CallKind = 'ANSWER' | 'EMBEDDING' | BackgroundKind;

/** What nobody waits for: a new answer for the cache, a copy for a model that is tried out, a probe of a model that may be down. */
export type BackgroundKind = 'REFRESH' | 'SHADOW' | 'PROBE';

/** One real call of a provider or a worker, as it is booked. */
export interface Charge {
  kind: CallKind;
  model: ModelRef;
  /** The texts that it carried. */
  texts: readonly string[];
  /** What it took for each text. Absent where nothing was used; without `costUsd` where the price is not known. */
  usages: readonly (Usage | undefined)[];
  /** 0 for the rest of what a call took that was booked before, as it was given up. */
  calls: 0 | 1;
}

/** What a request spends: every real call is booked here, whatever becomes of it, and the tries of each text are kept. */
export interface Account {
  /** Something may be booked from now on, also after the request has its answer. */
  open(): void;
  charge(charge: Charge): void;
  /** Notes that a model was asked for the text, or passed over. */
  note(text: string, attempt: Attempt): void;
  /** What was tried for the text so far, in order. */
  trail(text: string): readonly Attempt[];
  /** How many real calls the text may still cost, beside the first of a model. */
  attemptsLeft(text: string): number;
  /** An account for calls that nobody waits for: booked to the same tenant as their own kind, and under no trail. */
  background(kind: BackgroundKind): Account;
}

/** Where it is noted how the time of a request goes. */
export interface Trace {
  /** Cached answers were looked for, from then until now, on the clock of `performance.now()`. */
  lookedUp(startedAt: number): void;
  /** A model with a queue of its own calls this as texts enter it, and what it returns when they leave it to be worked on. */
  queued(): () => void;
}
