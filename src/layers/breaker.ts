import {
  BrokenCircuitError,
  bulkhead,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhenResult,
} from 'cockatiel';
import { changed } from '../changed.ts';
import { type ErrorCode, GatewayError, toGatewayError } from '../errors.ts';
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
/** One of these says enough: the provider named a time, or will not take the key until somebody changes it. */
const COOLING: ReadonlySet<ErrorCode> = new Set(['UPSTREAM_RATE_LIMITED', 'MODEL_AUTH_FAILED']);

/** The library opens above its threshold. */
const LEAST = 1e-6;

const errorsOf = (outcomes: readonly Outcome<Task>[]) =>
  outcomes.flatMap(({ result }) => (result instanceof GatewayError ? [result] : []));

export function createBreaker(settings: BreakerSettings): Breaker {
  let coolUntil = 0;
  let cause: ErrorCode = 'UPSTREAM_UNAVAILABLE';
  const coolFor = (ms: number, code: ErrorCode) => {
    coolUntil = performance.now() + Math.min(ms, settings.maxCoolDownMs);
    cause = code;
    return ms;
  };
  const isSick = (result: unknown) => {
    const errors = errorsOf(result as readonly Outcome<Task>[]);
    return errors.some(
      ({ code }) => SICK.has(code) || (circuit.state === CircuitState.HalfOpen && code === 'CLIENT_CLOSED_REQUEST'),
    );
  };
  const circuit = circuitBreaker(handleWhenResult(isSick), {
    breaker: new CountBreaker({ threshold: settings.failureShare - LEAST, size: 20, minimumNumberOfCalls: 10 }),
    halfOpenAfter: new DelegateBackoff(({ attempt }) =>
      coolFor(Math.min(settings.coolDownMs * 2 ** (attempt - 1), settings.maxCoolDownMs), 'UPSTREAM_UNAVAILABLE'),
    ),
  });
  const places = bulkhead(settings.concurrency, settings.queue);
  const coolDownLeftMs = () => Math.max(0, Math.ceil(coolUntil - performance.now()));
  let probing = false;
  const cool = (outcomes: readonly Outcome<Task>[]) => {
    const error = errorsOf(outcomes).find(({ code }) => COOLING.has(code));
    if (error && (error.retryAfterMs !== undefined || error.code === 'MODEL_AUTH_FAILED'))
      coolFor(error.retryAfterMs ?? settings.coolDownMs, error.code);
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
      if (coolDownLeftMs() > 0 || probing)
        throw new GatewayError(cause, 'This model is left alone until it recovers.', { retryAfterMs: coolDownLeftMs() });
      probing = circuit.state !== CircuitState.Closed;
      try {
        const outcomes = await circuit.execute(() => places.execute(work));
        cool(outcomes);
        return outcomes;
      } finally {
        probing = false;
      }
    },
  };
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
    try {
      // What has a place ends with its call. Only the wait for one has to be cut short.
      return await (made ? executed : within(call, () => executed));
    } catch (thrown) {
      if (made) return made; // it ends with the call, and tells what became of it
      const error = refusal(thrown, breaker);
      const attempt = { backend: model.backend, model: model.id, latencyMs: 0, code: error.code } as const;
      return texts.map(() => ({ ...outcomeOf<T>(error), attempts: [{ ...attempt, outcome: 'SKIPPED_UNHEALTHY' }] }));
    }
  };
}

function refusal(thrown: unknown, breaker: Breaker): GatewayError {
  if (thrown instanceof BrokenCircuitError) {
    return new GatewayError('UPSTREAM_UNAVAILABLE', 'This model is left alone until it recovers.', {
      retryAfterMs: breaker.coolDownLeftMs(),
    });
  }
  return toGatewayError(thrown, 'OVERLOADED', 'Too many calls of this model are under way.');
}
