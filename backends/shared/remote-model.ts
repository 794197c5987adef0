import { part } from '../../src/batch.ts';
import { GatewayError } from '../../src/errors.ts';
import { type Answer, type Call, type Model, type ModelInfo, type ModelRef, outcomeOf } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';
import { byParts } from './by-parts.ts';

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
  /** An answer or an error for each of at most `maxBatch` texts, in order. One request. Throws what befell all of them. */
  answer(texts: readonly string[], options: Options<T>, call: Call): Promise<readonly (Answer<T> | GatewayError)[]>;
}

/** The model of one task. A failure of a whole list becomes that of the texts which it belongs to, as far as that can be found out. */
export function remoteModel<T extends Task>(task: T, { ref, maxBatch, maxCharacters }: Remote, behavior: Behavior<T>): Model<T> {
  const { info, supports, answer } = behavior;
  const ask = byParts<T>((texts, options, call) => answer(texts, options, call));
  return {
    id: ref.id,
    version: ref.version,
    task,
    info: { languages: [], pairs: [], labels: [], quality: [], ...info },
    maxBatch,
    supports,
    async run(batch, call) {
      const errors = batch.texts.map((text) => lengthError(text, maxCharacters));
      const short = [...errors.keys()].filter((index) => !errors[index]);
      const made = short.length === 0 ? [] : await ask(part(batch, short), call);
      const inOrder = made.values();
      return errors.map((error) =>
        error ? { ...outcomeOf<T>(error), isUnasked: true } : (inOrder.next().value ?? outcomeOf<T>(LOST)),
      );
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
