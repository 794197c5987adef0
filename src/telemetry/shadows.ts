import type { ShadowRecord } from '../routing/shadow.ts';
import type { Task } from '../task.ts';

/** How a shadow has agreed with the answers that were given, since the start. */
export interface ShadowFigures {
  task: Task;
  /** `backend/model`. */
  model: string;
  compared: number;
  failed: number;
  /** 0 to 1, the mean; undefined before a first comparison. */
  agreement?: number;
  meanLatencyMs: number;
}

export interface Shadows {
  add(record: ShadowRecord): void;
  read(): readonly ShadowFigures[];
}

export function createShadows(): Shadows {
  const sums = new Map<
    string,
    { task: Task; model: string; compared: number; failed: number; agreement: number; latencyMs: number }
  >();
  return {
    add({ task, backend, model: id, agreement, latencyMs }) {
      const model = `${backend}/${id}`;
      const sum = sums.get(`${task} ${model}`) ?? { task, model, compared: 0, failed: 0, agreement: 0, latencyMs: 0 };
      sums.set(`${task} ${model}`, sum);
      sum.latencyMs += latencyMs;
      if (agreement === undefined) sum.failed += 1;
      else {
        sum.compared += 1;
        sum.agreement += agreement;
      }
    },
    read: () =>
      [...sums.values()].map(({ task, model, compared, failed, agreement, latencyMs }) => ({
        task,
        model,
        compared,
        failed,
        ...(compared > 0 ? { agreement: agreement / compared } : {}),
        meanLatencyMs: latencyMs / (compared + failed),
      })),
  };
}
