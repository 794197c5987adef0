import type { Batch, Listener, Sink } from './model.ts';
import type { Task } from './task.ts';

/** The items at `indexes`, in that order. */
export function at<Item>(items: readonly Item[], indexes: readonly number[]): Item[] {
  return indexes.map((index) => items[index] as Item);
}

/** The texts at `indexes` with all that belongs to them. The batch itself where those are all of its texts, in order. */
export function part<T extends Task>(batch: Batch<T>, indexes: readonly number[]): Batch<T> {
  const { texts, options, sinks } = batch;
  if (indexes.length === texts.length) return batch;
  return { texts: at(texts, indexes), options, sinks: sinks && at(sinks, indexes) };
}

/** A sink for a text that several listeners want the answer to. */
export function createSink(listeners: readonly Listener[]): Sink {
  let hasText = false;
  return {
    write(delta) {
      hasText = true;
      for (const listener of listeners) listener.write(delta);
    },
    restart(reason) {
      if (!hasText) return;
      hasText = false;
      for (const listener of listeners) listener.restart(reason);
    },
    hasText: () => hasText,
  };
}
