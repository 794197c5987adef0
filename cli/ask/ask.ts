import type { LanguageGuess } from '../../src/language.ts';
import type { CacheStatus } from '../../src/model.ts';
import type { Options, Result, Task } from '../../src/task.ts';

/** What is asked of every text. */
export interface Question<T extends Task> {
  task: T;
  options: Options<T>;
  /** The id of the model to ask first. */
  model?: string;
  /** How long one list of texts may take, in milliseconds. */
  timeoutMs?: number;
}

/** The answer to one text, the same whether it came from this process or over HTTP. */
export interface Answered<T extends Task> {
  value: Result<T>;
  confidence?: number;
  detected?: LanguageGuess;
  /** `backend/model` */
  model: string;
  version: string;
  cache: CacheStatus;
}

/** Why one text has no answer. */
export interface Refused {
  error: { code: string; message: string; retryable: boolean; retryAfterMs?: number };
}

export type Reply<T extends Task> = Answered<T> | Refused;

/** Asks for texts that share their options. One reply a text, in order. Throws CliFailure when no text could be asked. */
export type Ask<T extends Task> = (texts: readonly string[], signal: AbortSignal) => Promise<readonly Reply<T>[]>;

export function isRefused<T extends Task>(reply: Reply<T>): reply is Refused {
  return 'error' in reply;
}
