import type { Task } from '../../src/task.ts';
import type { Reply } from '../ask/ask.ts';

/** One text of the input, in its place. A text without a character that shows is not asked and has no reply. */
export interface Row<T extends Task> {
  /** Counted from 0. */
  index: number;
  reply?: Reply<T>;
}
