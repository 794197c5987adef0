import { type ErrorCode, GatewayError, toGatewayError } from '../errors.ts';
import { type Call, type ModelRef, type Outcome, outcomeOf, type Run } from '../model.ts';
import type { Task } from '../task.ts';
import { withChanges } from '../with-changes.ts';
import { type Asker, askerOf, type Closing, createEvidence, type Evidence } from './evidence.ts';
import { COME_AGAIN_MS, createPlaces, type PlacesSettings } from './places.ts';
import { withDeadline } from './with-deadline.ts';

export interface BreakerSettings extends PlacesSettings {
  /** So many of twenty calls must fail in a row before a model is left alone, as a share: above 0, at most 1. */
  failureRateThreshold: number;
  /** How long it is left alone at first; doubles each time it fails again. */
  openDurationMs: number;
  /** The longest it is left alone before it is tried again, also where its provider asks for more. */
  maxOpenDurationMs: number;
}

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** One for each model of a backend, shared by the chains of its tasks. */
export interface Breaker {
  /** As all see it, or all of a tenant; one text or request may be refused beside. */
  state(): BreakerState;
  /** How long calls are still refused to all, or all of a tenant; 0 when they are not. */
  openLeftMs(): number;
  /** It has failed others so often of late that asking it again soon is of little use. */
  isSuspect(call: Pick<Call, 'tenant'>): boolean;
  execute<T extends Task>(
    call: Call,
    texts: readonly string[],
    work: () => Promise<readonly Outcome<T>[]>,
  ): Promise<readonly Outcome<T>[]>;
}

const SICK: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_TRUNCATED',
  'UPSTREAM_INVALID',
]);
/** The model has said something: it is there, and the key is good. */
const SPOKEN: ReadonlySet<ErrorCode> = new Set(['OUTPUT_INVALID', 'CONTENT_REFUSED', 'INPUT_TOO_LONG', 'UNSUPPORTED_OPTION']);
const NAMES_TIME: ReadonlySet<ErrorCode> = new Set(['UPSTREAM_RATE_LIMITED', 'UPSTREAM_UNAVAILABLE']);
const LAST_CALLS = 20;

/** A key that is refused stays so until somebody changes it. */
const isTelling = ({ code, retryAfterMs = 0 }: GatewayError) =>
  code === 'MODEL_AUTH_FAILED' || (retryAfterMs > 0 && NAMES_TIME.has(code));

export function createBreaker(settings: BreakerSettings): Breaker {
  const evidence = createEvidence({ ...settings, calls: Math.max(1, Math.ceil(settings.failureRateThreshold * LAST_CALLS)) });
  const places = createPlaces(settings);
  const openLeftMs = () => Math.max(0, ...evidence.wideClosings().map(leftMs));
  const ask = async <T extends Task>(asker: Asker, work: () => Promise<readonly Outcome<T>[]>) => {
    const probed = admitted(evidence, asker); // again: it may have got its place long after it came
    for (const closing of probed) closing.isProbed = true;
    const startedAt = performance.now();
    try {
      const outcomes = await work();
      note(evidence, asker, outcomes, startedAt);
      return outcomes;
    } finally {
      for (const closing of probed) closing.isProbed = false;
    }
  };
  return {
    state() {
      if (openLeftMs() > 0) return 'OPEN';
      return evidence.wideClosings().length > 0 ? 'HALF_OPEN' : 'CLOSED';
    },
    openLeftMs,
    isSuspect: ({ tenant }) => evidence.isSuspect(tenant),
    async execute(call, texts, work) {
      const asker = askerOf(call, texts);
      admitted(evidence, asker);
      return places.run(call, () => ask(asker, work));
    },
  };
}

const leftMs = ({ untilMs }: Closing) => Math.max(0, Math.ceil(untilMs - performance.now()));

/** Throws for whom the model is left alone, or probed by somebody else. Gives what this call is a probe of. */
function admitted(evidence: Evidence, asker: Asker): readonly Closing[] {
  const closings = evidence.closingsFor(asker);
  const closed = closings.find((closing) => leftMs(closing) > 0) ?? closings.find(({ isProbed }) => isProbed);
  if (!closed) return closings;
  throw new GatewayError(closed.code, 'The circuit breaker of this model is open.', {
    retryAfterMs: leftMs(closed) || COME_AGAIN_MS,
  });
}

/** What failed for the sake of its text, or ended with its caller, says nothing. */
function note(evidence: Evidence, asker: Asker, outcomes: readonly Outcome<Task>[], startedAt: number): void {
  const errors = outcomes.map(({ result }) => (result instanceof GatewayError ? result : undefined));
  if (errors.some((error) => !error || (SPOKEN.has(error.code) && !error.ofText))) evidence.answered(startedAt);
  const isSick = (error?: GatewayError) => error && !error.ofText && (SICK.has(error.code) || isTelling(error));
  const failed = errors.filter((error) => error !== undefined).filter(isSick);
  const worst = failed.find(isTelling) ?? failed[0];
  if (!worst) return;
  const waitMs = isTelling(worst) ? Math.max(...failed.map(({ retryAfterMs = 0 }) => retryAfterMs)) : 0;
  const failure = { code: worst.code, isTelling: isTelling(worst), startedAt, ...(waitMs > 0 ? { waitMs } : {}) };
  const texts = asker.texts.filter((_, place) => isSick(errors[place]));
  evidence.failed({ tenant: asker.tenant, requestId: asker.requestId, texts }, failure);
}

/** Leaves a sick model alone for a while, and limits how many calls are under way at once. Counts real calls only. */
export function withBreaker<T extends Task>(run: Run<T>, breaker: Breaker, model: ModelRef): Run<T> {
  return async (texts, options, call) => {
    let made: ReturnType<Run<T>> | undefined;
    const waiting = withChanges(call, { enqueuedAt: performance.now() });
    const work = () => {
      made = run(texts, options, waiting);
      return made;
    };
    const executed = breaker.execute(call, texts, work);
    executed.catch(() => undefined); // a caller who has left does not wait for the refusal
    try {
      // What has a place ends with its call. Only the wait for one has to be cut short.
      return await (made ? executed : withDeadline(call, () => executed));
    } catch (thrown) {
      if (made) return made; // it ends with the call, and tells what became of it
      const error = toGatewayError(thrown, 'OVERLOADED', 'The model could not be asked.');
      const attempt = { backend: model.backend, model: model.id, latencyMs: 0, code: error.code } as const;
      return texts.map(() => ({ ...outcomeOf<T>(error), attempts: [{ ...attempt, outcome: 'SKIPPED_UNHEALTHY' }] }));
    }
  };
}
