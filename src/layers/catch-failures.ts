import { GatewayError, toGatewayError } from '../errors.ts';
import { type Backend, type Model, type Outcome, outcomeOf, type Run } from '../model.ts';
import type { Task } from '../task.ts';
import { usageOf } from '../usage.ts';
import { withChanges } from '../with-changes.ts';
import { lastWords, withDeadline } from './with-deadline.ts';

/**
 * Turns whatever a model throws, a list of the wrong length and silence past the deadline into outcomes:
 * no layer above needs to catch. A model that ignores its signal is not waited for; what one that heeds it has cost is booked.
 */
export function guard<T extends Task>(model: Model<T>, backend: Pick<Backend, 'local'>): Run<T> {
  const unexpected = backend.local ? 'MODEL_FAILED' : 'UPSTREAM_UNAVAILABLE';
  return async (texts, options, call) => {
    if (texts.length === 0) return [];
    let work: ReturnType<Run<T>> | undefined;
    try {
      const start = (own: () => AbortSignal) => {
        work = model.run(texts, options, withChanges(call, { signal: own() }));
        return work;
      };
      return checked(model, texts, await withDeadline(call, start));
    } catch (thrown) {
      const made = await lastWords(work);
      return allFailed<T>(texts, toGatewayError(thrown, unexpected, 'The model failed.')).map((outcome, place) => {
        const spent = made?.[place] && usageOf(made[place]);
        return spent ? withChanges(outcome, { spent }) : outcome;
      });
    }
  };
}

/** What a list of the right length may hold all the same, where a backend filled it by place and forgot one. */
const NOTHING = undefined as never;

function checked<T extends Task>(model: Model<T>, texts: readonly string[], outcomes: readonly Outcome<T>[]) {
  if (outcomes.length === texts.length && !outcomes.includes(NOTHING)) return outcomes;
  const cause = new Error(`${model.id} gave ${outcomes.filter(Boolean).length} outcomes for ${texts.length} texts`);
  return allFailed<T>(
    texts,
    new GatewayError('OUTPUT_INVALID', 'The model gave another number of answers than it was asked for.', { cause }),
  );
}

/** The same error in every place. */
export function allFailed<T extends Task>(texts: readonly string[], error: GatewayError): Outcome<T>[] {
  return texts.map(() => outcomeOf<T>(error));
}
