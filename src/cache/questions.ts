import { at, part } from '../batch.ts';
import type { Batch } from '../model.ts';
import type { Task } from '../task.ts';

/** Texts with their keys. */
export interface Questions<T extends Task> {
  batch: Batch<T>;
  keys: readonly string[];
}

/** The questions at `indexes`, with all that belongs to them. */
export function questionsAt<T extends Task>(questions: Questions<T>, indexes: readonly number[]): Questions<T> {
  if (indexes.length === questions.keys.length) return questions;
  return { batch: part(questions.batch, indexes), keys: at(questions.keys, indexes) };
}
