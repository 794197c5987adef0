import type { ErrorCode, GatewayError } from '../../src/errors.ts';
import { logWarning } from '../../src/log.ts';
import { isAnswered, type Model, type ModelHealth, type Outcome, type Run } from '../../src/model.ts';
import type { Task } from '../../src/task.ts';
import { withChanges } from '../../src/with-changes.ts';
import { ProviderRefusal } from './provider-refusal.ts';

/** Why the models of a backend fail of late, until they answer again. */
export interface Watch {
  /** The state of a model, ready unless its last call failed. */
  health(id: string): ModelHealth;
  /** The model, with a look at what becomes of its calls. */
  over<T extends Task>(model: Model<T>): Model<T>;
}

/** How long after a line in the log the same failure of the same model is not logged again. */
const QUIET_MS = 600_000;

/** Failures that say something of the provider. Others are of the caller: who left, or came too late. */
const TELLING: ReadonlySet<ErrorCode> = new Set([
  'MODEL_AUTH_FAILED',
  'UNSUPPORTED_OPTION',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_TRUNCATED',
  'UPSTREAM_INVALID',
]);

/** An option that this gateway refuses by itself was never sent. */
const isTelling = ({ code, ofText, cause }: GatewayError) =>
  TELLING.has(code) && !ofText && (code !== 'UNSUPPORTED_OPTION' || cause instanceof ProviderRefusal);

/** Our own words, and of the cause what may be kept: a status with the names beside it, or the code of an error of the connection. */
const detailOf = ({ message, cause }: GatewayError) => (cause instanceof Error ? `${message} (${cause.message})` : message);

/** What a failure is of: the lines of one model are as many as these. */
function kindOf({ code, cause }: GatewayError): string {
  return String((cause instanceof ProviderRefusal && cause.status) || code);
}

/** Services answer so to one text too, or to one option: only a second one in a row says that they refuse the model to us. */
const MAY_BE_OF_ONE: ReadonlySet<string> = new Set(['402', '403', '404']);

/** What is asked again in another way has not failed yet, and what was not asked has not failed anew. */
const isFinal = ({ again, isUnasked }: Outcome<Task>) => again === undefined && !isUnasked;

/** The outcomes, with an eye on what comes of asking again. Texts that are asked together stay so. */
function watchedAgain<T extends Task>(outcomes: readonly Outcome<T>[], watched: (run: Run<T>) => Run<T>): readonly Outcome<T>[] {
  const ways = new Map<Run<T>, Run<T>>();
  for (const { again } of outcomes) if (again && !ways.has(again)) ways.set(again, watched(again));
  return ways.size === 0
    ? outcomes
    : outcomes.map((outcome) => withChanges(outcome, { again: outcome.again && ways.get(outcome.again) }));
}

/** Watches the models of a backend: why they fail is logged once for each kind of failure in a while, and told until they answer. */
export function watchModels(backend: string): Watch {
  const failures = new Map<string, ModelHealth & { kind: string }>();
  const quietUntil = new Map<string, number>();
  const note = (id: string, error: GatewayError) => {
    const [detail, kind] = [detailOf(error), kindOf(error)];
    const isSure = !MAY_BE_OF_ONE.has(kind) || failures.get(id)?.kind === kind;
    failures.set(id, { id, state: error.code === 'MODEL_AUTH_FAILED' && isSure ? 'FAILED' : 'DEGRADED', detail, kind });
    if ((quietUntil.get(`${id} ${kind}`) ?? 0) > performance.now()) return;
    quietUntil.set(`${id} ${kind}`, performance.now() + QUIET_MS);
    logWarning('provider', { backend, model: id, code: error.code, problem: detail });
  };
  return {
    health: (id) => {
      const { state = 'READY', detail } = failures.get(id) ?? {};
      return { id, state, ...(detail === undefined ? {} : { detail }) };
    },
    over<T extends Task>(model: Model<T>): Model<T> {
      const watched =
        (run: Run<T>): Run<T> =>
        async (batch, call) => {
          const outcomes = await run(batch, call);
          for (const outcome of outcomes) {
            if (isAnswered(outcome)) failures.delete(model.id);
            else if (isFinal(outcome) && isTelling(outcome.result as GatewayError))
              note(model.id, outcome.result as GatewayError);
          }
          return watchedAgain(outcomes, watched);
        };
      return { ...model, run: watched(model.run) };
    },
  };
}
