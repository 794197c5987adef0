import { toGatewayError } from '../../src/errors.ts';
import { type Answer, type Call, type Model, type ModelInfo, type ModelRef, type Outcome, outcomeOf } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';
import { inLists } from './in-lists.ts';

/** A model on a server. */
export interface Remote {
  ref: ModelRef;
  /** The most texts one request carries. */
  maxBatch: number;
}

interface Behaviour<T extends Task> {
  info?: Partial<ModelInfo>;
  supports: Model<T>['supports'];
  /** Answers all of at most `maxBatch` texts, or throws. */
  answer(texts: readonly string[], options: Options<T>, call: Call): Promise<readonly Answer<T>[]>;
}

/** The model of one task. What is thrown becomes the outcome of each text of the request, and does not touch those of others. */
export function remoteModel<T extends Task>(task: T, { ref, maxBatch }: Remote, behaviour: Behaviour<T>): Model<T> {
  const { info, supports, answer } = behaviour;
  const outcomesOf = async (texts: readonly string[], options: Options<T>, call: Call): Promise<readonly Outcome<T>[]> => {
    try {
      return (await answer(texts, options, call)).map((answered) => outcomeOf<T>(answered));
    } catch (thrown) {
      const error = toGatewayError(thrown, 'UPSTREAM_UNAVAILABLE', 'The model could not be asked.');
      return texts.map(() => outcomeOf<T>(error));
    }
  };
  return {
    id: ref.id,
    version: ref.version,
    task,
    info: { languages: [], pairs: [], labels: [], quality: [], ...info },
    maxBatch,
    supports,
    async run(texts, options, call) {
      const lists = await Promise.all(inLists(texts, maxBatch).map((list) => outcomesOf(list, options, call)));
      return lists.flat();
    },
  };
}
