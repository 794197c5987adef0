/** The caps every request is checked against, before any work. The schema's descriptions state the same numbers. */
import type { Task } from './task.ts';

/** The longest text a task takes, in UTF-16 units. */
export const MAX_TEXT_LENGTH: Readonly<Record<Task, number>> = {
  classify: 50_000,
  sentiment: 50_000,
  translate: 50_000,
  summarize: 200_000,
};

export const MAX_DETECT_LENGTH = 200_000;
export const MAX_BATCH_ITEMS = 100;
export const MIN_LABELS = 2;
export const MAX_LABELS = 150;
export const MAX_LABEL_NAME_LENGTH = 200;
export const MAX_LABEL_DESCRIPTION_LENGTH = 1_000;
export const MAX_LABEL_EXAMPLES = 20;
export const MAX_LABEL_EXAMPLE_LENGTH = 1_000;

/** Names and values in one request. A hundred texts with keys and 150 labels with 20 examples each are fewer than 5,000. */
export const MAX_REQUEST_VALUES = 10_000;
