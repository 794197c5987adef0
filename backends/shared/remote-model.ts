import { toGatewayError } from '../../src/errors.ts';
import { type Answer, type Call, type Model, type ModelInfo, type ModelRef, outcomeOf } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';

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

/** The model of one task. What is thrown becomes the outcome of each text. */
export function remoteModel<T extends Task>(task: T, { ref, maxBatch }: Remote, behaviour: Behaviour<T>): Model<T> {
  const { info, supports, answer } = behaviour;
  return {
    id: ref.id,
    version: ref.version,
    task,
    info: { languages: [], pairs: [], labels: [], quality: [], ...info },
    maxBatch,
    supports,
    async run(texts, options, call) {
      if (texts.length === 0) return [];
      try {
        return (await answer(texts, options, call)).map((answered) => outcomeOf<T>(answered));
      } catch (thrown) {
        const error = toGatewayError(thrown, 'UPSTREAM_UNAVAILABLE', 'The model could not be asked.');
        return texts.map(() => outcomeOf<T>(error));
      }
    },
  };
}
