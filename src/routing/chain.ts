import type { Breaker } from '../layers/breaker.ts';
import type { Backend, Model, Run } from '../model.ts';
import type { Task } from '../task.ts';
import type { ModelStats } from './stats.ts';

/** One model version with its layers around it: what `route` chooses among. */
export interface Chain<T extends Task> {
  model: Model<T>;
  backend: Backend;
  run: Run<T>;
  stats: ModelStats;
  /** Remote models only. */
  breaker?: Breaker;
}

/** USD for a million tokens read and written; local models cost nothing, unknown prices come last. */
export function chainCost<T extends Task>({ backend, model }: Chain<T>): number {
  if (backend.local) return 0;
  const { prices } = model.info;
  return prices ? prices.inputPerMillion + prices.outputPerMillion : Number.POSITIVE_INFINITY;
}
