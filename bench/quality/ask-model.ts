import { GatewayError } from '../../src/errors.ts';
import { RequestAccount } from '../../src/ledger/account.ts';
import type { Answer, AnyModel, Call, Model } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';

/** One measured number. Shares are from 0 to 1; BLEU, chrF and ROUGE from 0 to 100. */
export interface Figure {
  task: Task;
  dataset: string;
  metric: string;
  value: number;
  rows: number;
}

/** Asks a model by its id. Throws what the model answers with for a text that fails. */
export type Ask = <T extends Task>(task: T, id: string, texts: readonly string[], options: Options<T>) => Promise<Answer<T>[]>;

/** Asks the models list by list, as many texts at once as each takes. */
export function createAsk(models: readonly AnyModel[]): Ask {
  return async (task, id, texts, options) => {
    const model = models.find((candidate) => candidate.task === task && candidate.id === id) as Model<typeof task> | undefined;
    if (!model) throw new Error(`the backend serves no ${task} model ${id}`);
    const answers: Answer<typeof task>[] = [];
    for (let start = 0; start < texts.length; start += model.maxBatch) {
      for (const { result } of await model.run({ texts: texts.slice(start, start + model.maxBatch), options }, patientCall())) {
        if (result instanceof GatewayError) throw result;
        answers.push(result);
      }
    }
    return answers;
  };
}

/** A call that nobody is in a hurry for. */
export const patientCall = (): Call => ({
  signal: new AbortController().signal,
  deadlineAt: performance.now() + 600_000,
  tenant: 'quality',
  requestId: 'quality',
  routing: { strategy: 'AUTO', fallback: false },
  cache: 'BYPASS',
  account: new RequestAccount(),
});
