import type { Options, Result, Task } from '../../src/task.ts';

/** A JSON schema of the fields that a reply has for one text. All of them are required. */
export type ReplyFields = Readonly<Record<string, object>>;

/** What a reply lacks, in words that are sent back to the model. */
export type Problem = string;

/** How a task is put to a chat model, and how what comes back is read. */
export interface TaskPrompt<T extends Task> {
  /** What to do. The same for every request; it holds no secret, yet no reply may repeat it. */
  rules: string;
  /** The JSON object a reply is, by example. */
  form: string;
  /** What the rules leave open, as it stands in front of the texts. */
  settings(options: Options<T>): object;
  fields(options: Options<T>): ReplyFields;
  /** The most tokens that the fields of one text can take. Absent where that depends on the text. */
  room?(options: Options<T>): number;
  /** Reads the fields of one text. Gives a problem when they are not what was asked for. */
  read(fields: unknown, options: Options<T>): Result<T> | Problem;
  /** The same for a reply that is streamed as plain text. Absent where a task does not stream. */
  plain?: {
    form: string;
    read(text: string, options: Options<T>): Result<T> | Problem;
  };
}
