import { GatewayError, toGatewayError } from '../../src/errors.ts';
import { type Call, type ModelRef, type Outcome, outcomeOf, type Usage } from '../../src/model.ts';
import type { Options, Result, Task } from '../../src/task.ts';
import type { Chat } from './chat.ts';
import type { SystemText } from './prompt.ts';
import type { OpenaiSettings } from './settings.ts';
import type { Problem, TaskPrompt } from './task-prompt.ts';
import type { Adapt } from './unsupported-parameters.ts';

/** How a reply is asked for and read that is streamed as plain text. */
export interface Plain<T extends Task> {
  system: SystemText;
  read(text: string, options: Options<T>): Result<T> | Problem;
}

/** All that stays the same between the questions of one model. */
export interface ChatModel<T extends Task> {
  task: T;
  ref: ModelRef;
  remoteModel: string;
  settings: OpenaiSettings;
  chat: Chat;
  adapt: Adapt;
  /** The remote models of which it is known that they think before they answer. */
  reasoningModels: Set<string>;
  prompt: TaskPrompt<T>;
  system: SystemText;
  /** Where the task streams: how. */
  plain?: Plain<T>;
}

/** What one question gave for one text. */
export interface Asked<T extends Task> {
  result: Result<T> | Problem | GatewayError;
  confidence?: number;
  usage?: Usage;
  /** True where the room for the answer was used up by thoughts, and there is more. */
  lacksRoom?: boolean;
}

export const invalid = () => new GatewayError('OUTPUT_INVALID', 'The model answered, but not in the form that was asked for.');

export const notAsked = (thrown: unknown) => toGatewayError(thrown, 'UPSTREAM_UNAVAILABLE', 'The model could not be asked.');

/** True while somebody waits for an answer. */
export const isOpen = ({ signal, deadline }: Call) => !signal.aborted && performance.now() < deadline;

export const isProblem = (result: object | string): result is Problem => typeof result === 'string';

/** What answers to one question say of the request: right where one of them is an answer, wrong where one is none. */
export function verdictOf<T extends Task>(asked: readonly Asked<T>[]): 'RIGHT' | 'WRONG' | undefined {
  if (asked.some(({ result }) => !isProblem(result) && !(result instanceof GatewayError))) return 'RIGHT';
  return asked.some(({ result }) => isProblem(result)) ? 'WRONG' : undefined;
}

export function outcome<T extends Task>({ ref }: ChatModel<T>, { result, usage, confidence }: Asked<T>): Outcome<T> {
  if (isProblem(result) || result instanceof GatewayError) {
    return { ...outcomeOf<T>(isProblem(result) ? invalid() : result), ...(usage ? { spent: usage } : {}) };
  }
  return outcomeOf<T>({
    value: result,
    model: ref,
    ...(usage ? { usage } : {}),
    ...(confidence === undefined ? {} : { confidence }),
  });
}
