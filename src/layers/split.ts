import { part } from '../batch.ts';
import type { Run } from '../model.ts';
import type { Task } from '../task.ts';
import { inTurns } from './in-turns.ts';

/**
 * Cuts batches to what the model takes at once; the parts run side by side, at most `atOnce` of them, and their outcomes keep
 * their places. A batch asks for no more places than there are, or its own parts would crowd each other out. A text whose answer is
 * heard while it is written goes alone: each is a stream of its own.
 */
export function split<T extends Task>(run: Run<T>, maxBatch: number, atOnce = Number.POSITIVE_INFINITY): Run<T> {
  return async (batch, call) => {
    const size = batch.sinks ? 1 : maxBatch;
    const { length } = batch.texts;
    if (length <= size) return run(batch, call);
    const parts = Array.from({ length: Math.ceil(length / size) }, (_, place) =>
      Array.from({ length: Math.min(size, length - place * size) }, (__, index) => place * size + index),
    );
    return (await inTurns(parts, atOnce, (indexes) => run(part(batch, indexes), call))).flat();
  };
}
