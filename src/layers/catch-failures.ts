import { derive } from '../call.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import { type Backend, type Batch, type Call, type Model, type Outcome, outcomeOf } from '../model.ts';
import type { Task } from '../task.ts';
import { lastWords, withDeadline } from './with-deadline.ts';

/** A run that never rejects. `onLate` hears what came of work that was not waited for, if anything ever does. */
export type Guarded<T extends Task> = (
  batch: Batch<T>,
  call: Call,
  onLate?: (outcomes: readonly Outcome<T>[]) => void,
) => Promise<readonly Outcome<T>[]>;

/**
 * Turns whatever a model throws, a list of the wrong length and silence past the deadline into outcomes: no layer above needs to catch.
 * A model that ignores its signal is not waited for; what one that heeds it says of the cost is kept beside the error.
 */
export function guard<T extends Task>(model: Pick<Model<T>, 'id' | 'run'>, backend: Pick<Backend, 'local'>): Guarded<T> {
  const unexpected = backend.local ? 'MODEL_FAILED' : 'UPSTREAM_UNAVAILABLE';
  return async (batch, call, onLate) => {
    const { texts } = batch;
    if (texts.length === 0) return [];
    let work: Promise<readonly Outcome<T>[]> | undefined;
    let isAsked = false;
    try {
      const start = (own: () => AbortSignal) => {
        isAsked = true;
        work = model.run(batch, derive(call, { signal: own() }));
        return work;
      };
      return checked(model, texts, await withDeadline(call, start));
    } catch (thrown) {
      const error = toGatewayError(thrown, unexpected, 'The model failed.');
      const made = await lastWords(work);
      if (!made && onLate) work?.then(onLate, () => undefined);
      return texts.map((_, index) => ({
        ...outcomeOf<T>(error),
        usage: made?.[index] && usedBy(made[index]),
        isUnasked: !isAsked,
      }));
    }
  };
}

/** What a call took for a text, whatever became of it. */
export function usedBy<T extends Task>({ result, usage }: Outcome<T>) {
  return result instanceof GatewayError ? usage : result.usage;
}

/** What a list of the right length may hold all the same, where a backend filled it by place and forgot one. */
const NOTHING = undefined as never;

function checked<T extends Task>({ id }: { id: string }, texts: readonly string[], outcomes: readonly Outcome<T>[]) {
  if (outcomes.length === texts.length && !outcomes.includes(NOTHING)) return outcomes;
  const cause = new Error(`${id} gave ${outcomes.filter(Boolean).length} outcomes for ${texts.length} texts`);
  return allFailed<T>(
    texts,
    new GatewayError('OUTPUT_INVALID', 'The model gave another number of answers than it was asked for.', { cause }),
  );
}

/** The same error in every place. */
export function allFailed<T extends Task>(texts: readonly string[], error: GatewayError): Outcome<T>[] {
  return texts.map(() => outcomeOf<T>(error));
}
