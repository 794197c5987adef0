/** The task service: checks the input, finds the language, and sends lists of texts down the chains of their task. */
import type { LanguageGuess } from './language.ts';
import type { AnyModel, Backend, Call, ModelHealth, Outcome } from './model.ts';
import type { Options, Task } from './task.ts';

/** What became of one text, with the language that was found where the caller named none. */
export interface GatewayOutcome<T extends Task> extends Outcome<T> {
  detected?: LanguageGuess;
}

/** A model as it stands in the table: `model` is absent when its backend refused to load it. */
export interface ModelEntry {
  id: string;
  backend: Backend;
  health: ModelHealth;
  /** One for each task it serves. */
  models: readonly AnyModel[];
}

export interface Gateway {
  /** Runs one task over texts that share their options. One outcome a text, in order. Never rejects for a failed text. */
  run<T extends Task>(task: T, texts: readonly string[], options: Options<T>, call: Call): Promise<readonly GatewayOutcome<T>[]>;
  detectLanguage(text: string): LanguageGuess;
  models(): readonly ModelEntry[];
  backends(): readonly Backend[];
  /** Ends every backend after the work under way. */
  close(): Promise<void>;
}
