import { GatewayError } from '../../src/errors.ts';
import { type Answer, type Call, type Model, type ModelInfo, type ModelRef, outcomeOf } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';
import { byHalves } from './by-halves.ts';

/** A model on a server. */
export interface Remote {
  ref: ModelRef;
  /** The most texts one request carries. */
  maxBatch: number;
  /** The longest text it reads, in UTF-16 units; absent where the server decides. */
  maxCharacters?: number;
}

interface Behavior<T extends Task> {
  info?: Partial<ModelInfo>;
  supports: Model<T>['supports'];
  /** An answer or an error for each of at most `maxBatch` texts, in order. Throws what befell all of them. */
  answer(texts: readonly string[], options: Options<T>, call: Call): Promise<readonly (Answer<T> | GatewayError)[]>;
}

/** The model of one task. A failure of a whole list becomes that of the texts which it belongs to, as far as that can be found out. */
export function remoteModel<T extends Task>(task: T, { ref, maxBatch, maxCharacters }: Remote, behavior: Behavior<T>): Model<T> {
  const { info, supports, answer } = behavior;
  const ask = byHalves();
  return {
    id: ref.id,
    version: ref.version,
    task,
    info: { languages: [], pairs: [], labels: [], quality: [], ...info },
    maxBatch,
    supports,
    async run(texts, options, call) {
      const errors = texts.map((text) => lengthError(text, maxCharacters));
      const short = texts.filter((_, place) => !errors[place]);
      const asked = (some: readonly string[]) => answer(some, options, call);
      const results = short.length === 0 ? [] : await ask<Answer<T>>(asked, short);
      const inOrder = results.values();
      return errors.map((error) => outcomeOf<T>(error ?? inOrder.next().value ?? LOST));
    },
  };
}

const LOST = new GatewayError('OUTPUT_INVALID', 'The model gave another number of answers than it was asked for.');

/** Undefined where the model reads the text. */
function lengthError(text: string, maxCharacters = Number.POSITIVE_INFINITY): GatewayError | undefined {
  if (text.length <= maxCharacters) return undefined;
  const message = `The text has ${text.length} UTF-16 units; this model reads at most ${maxCharacters}.`;
  return new GatewayError('INPUT_TOO_LONG', message, { path: ['text'], ofText: true });
}
