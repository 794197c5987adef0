import { bulkhead, CircuitState, CountBreaker, circuitBreaker, DelegateBackoff, handleWhenResult } from 'cockatiel';
import { changed } from '../changed.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import { type ModelRef, type Outcome, outcomeOf, type Run } from '../model.ts';
import type { Task } from '../task.ts';
import { within } from './within.ts';

export interface BreakerSettings {
  /** The share of failed calls, of the last 20 and at least 10, from which a model is left alone: above 0, at most 1. */
  failureShare: number;
  /** How long it is left alone at first; doubles with each failed probe. */
  coolDownMs: number;
  maxCoolDownMs: number;
  /** Calls under way at once, and calls that may wait for a place. */
  concurrency: number;
  queue: number;
}

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** One for each model of a backend, shared by the chains of its tasks. */
export interface Breaker {
  state(): BreakerState;
  /** How long calls are still refused; 0 when they are not. */
  coolDownLeftMs(): number;
  execute<T extends Task>(work: () => Promise<readonly Outcome<T>[]>): Promise<readonly Outcome<T>[]>;
}

const SICK: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_TRUNCATED',
  'UPSTREAM_INVALID',
]);
/** A probe that ends so tells nothing of the model: the next call is the probe. */
const UNDECIDED: ReadonlySet<ErrorCode> = new Set(['CLIENT_CLOSED_REQUEST', 'DEADLINE_EXCEEDED']);
/** One of these says enough, where the provider names a time. */
const NAMES_TIME: ReadonlySet<ErrorCode> = new Set(['UPSTREAM_RATE_LIMITED', 'UPSTREAM_UNAVAILABLE']);

/** The library opens above its threshold. */
const LEAST = 1e-6;
/** The library waits by the clock of the day: set back by an hour, it would wait an hour longer. */
const AT_ONCE = Number.NEGATIVE_INFINITY;
/** For who finds no place, or a probe under way. Calls end, and nobody knows when. */
const COME_AGAIN_MS = 1_000;

/** A key that is refused stays so until somebody changes it. */
const isCooling = ({ code, retryAfterMs }: GatewayError) =>
  code === 'MODEL_AUTH_FAILED' || (retryAfterMs !== undefined && NAMES_TIME.has(code));

const errorsOf = (outcomes: readonly Outcome<Task>[]) =>
  outcomes.flatMap(({ result }) => (result instanceof GatewayError ? [result] : []));

export function createBreaker(settings: BreakerSettings): Breaker {
  let coolUntil = 0;
  let cause: ErrorCode = 'UPSTREAM_UNAVAILABLE';
  /** Until the latest of what was said: a call that ends meanwhile may know of a shorter time. */
  const coolFor = (ms: number, code: ErrorCode) => {
    const until = performance.now() + Math.min(ms, settings.maxCoolDownMs);
    if (until > coolUntil) [coolUntil, cause] = [until, code];
  };
  const coolDownLeftMs = () => Math.max(0, Math.ceil(coolUntil - performance.now()));
  const circuit = createCircuit(settings, (ms) => coolFor(ms, 'UPSTREAM_UNAVAILABLE'));
  const places = bulkhead(settings.concurrency, settings.queue);
  let probing = false;
  const refuse = () => {
    if (coolDownLeftMs() > 0 || probing)
      throw new GatewayError(cause, 'This model is left alone until it recovers.', {
        retryAfterMs: coolDownLeftMs() || COME_AGAIN_MS,
      });
  };
  const ask = async <T extends Task>(work: () => Promise<readonly Outcome<T>[]>) => {
    refuse(); // again: it may have got its place long after it came
    const isProbe = circuit.state !== CircuitState.Closed;
    probing = isProbe;
    try {
      const outcomes = await circuit.execute(work);
      for (const { code, retryAfterMs } of errorsOf(outcomes).filter(isCooling))
        coolFor(retryAfterMs ?? settings.coolDownMs, code);
      return outcomes;
    } finally {
      if (isProbe) probing = false;
    }
  };
  return {
    state: () =>
      circuit.state === CircuitState.HalfOpen
        ? 'HALF_OPEN'
        : circuit.state === CircuitState.Open || coolDownLeftMs() > 0
          ? 'OPEN'
          : 'CLOSED',
    coolDownLeftMs,
    async execute(work) {
      refuse();
      return places.execute(() => ask(work));
    },
  };
}

/** Counts calls, and says for how long the model is to be left alone. It does not keep that time itself. */
function createCircuit({ failureShare, coolDownMs }: BreakerSettings, coolFor: (ms: number) => void) {
  let openings = 0;
  const has = (result: unknown, codes: ReadonlySet<ErrorCode>) =>
    errorsOf(result as readonly Outcome<Task>[]).some(({ code, ofText }) => codes.has(code) && !ofText);
  const isSick = (result: unknown) => has(result, SICK) || (circuit.state === CircuitState.HalfOpen && has(result, UNDECIDED));
  const circuit = circuitBreaker(handleWhenResult(isSick), {
    breaker: new CountBreaker({ threshold: failureShare - LEAST, size: 20, minimumNumberOfCalls: 10 }),
    halfOpenAfter: new DelegateBackoff(({ result }) => {
      if ('value' in result && has(result.value, SICK)) coolFor(coolDownMs * 2 ** openings++);
      return AT_ONCE;
    }),
  });
  circuit.onReset(() => {
    openings = 0;
  });
  return circuit;
}

/** Leaves a sick model alone for a while, and limits how many calls are under way at once. Counts real calls only. */
export function withBreaker<T extends Task>(run: Run<T>, breaker: Breaker, model: ModelRef): Run<T> {
  return async (texts, options, call) => {
    let made: ReturnType<Run<T>> | undefined;
    const waiting = changed(call, { arrivedMs: performance.now() });
    const work = () => {
      made = run(texts, options, waiting);
      return made;
    };
    const executed = breaker.execute(work);
    executed.catch(() => undefined); // a caller who has left does not wait for the refusal
    try {
      // What has a place ends with its call. Only the wait for one has to be cut short.
      return await (made ? executed : within(call, () => executed));
    } catch (thrown) {
      if (made) return made; // it ends with the call, and tells what became of it
      const error = thrown instanceof GatewayError ? thrown : noPlace(thrown);
      const attempt = { backend: model.backend, model: model.id, latencyMs: 0, code: error.code } as const;
      return texts.map(() => ({ ...outcomeOf<T>(error), attempts: [{ ...attempt, outcome: 'SKIPPED_UNHEALTHY' }] }));
    }
  };
}

function noPlace(cause: unknown): GatewayError {
  return new GatewayError('OVERLOADED', 'Too many calls of this model are under way.', { cause, retryAfterMs: COME_AGAIN_MS });
}
