import { GatewayError, toGatewayError } from '../../src/errors.ts';
import { type Call, type ModelRef, type Outcome, outcomeOf, type Usage } from '../../src/model.ts';
import type { Options, Result, Task } from '../../src/task.ts';
import { totalUsage } from '../../src/usage.ts';
import { priced, shareTokens } from '../shared/usage.ts';
import type { Chat } from './chat.ts';
import { costOfSilence, tokensOf } from './cost.ts';
import { comparable, ECHO_REACH, isEcho, isPlaceholder } from './echo.ts';
import { type Prompt, type SystemText, writePrompt } from './prompt.ts';
import { readItems } from './read-items.ts';
import { plainRequest, structuredRequest } from './request.ts';
import type { OpenaiSettings } from './settings.ts';
import type { Problem, TaskPrompt } from './task-prompt.ts';
import { afterThoughts, withoutThoughts } from './thoughts.ts';
import { withScores } from './with-scores.ts';

/** How a reply is asked for and read that is streamed as plain text. */
interface Plain<T extends Task> {
  system: SystemText;
  read(text: string, options: Options<T>): Result<T> | Problem;
}

/** All that stays the same between the questions of one model. */
export interface Asker<T extends Task> {
  task: T;
  ref: ModelRef;
  remoteModel: string;
  settings: OpenaiSettings;
  chat: Chat;
  prompt: TaskPrompt<T>;
  system: SystemText;
  /** Where the task streams: how. */
  plain?: Plain<T>;
}

/** What one question gave for one text. */
interface Asked<T extends Task> {
  result: Result<T> | Problem | GatewayError;
  confidence?: number;
  usage?: Usage;
}

/** Errors that one text of several can cause, so that the others deserve a question of their own. */
const OF_ONE_TEXT: readonly string[] = ['CONTENT_REFUSED', 'INPUT_TOO_LONG'];

/** Likewise a reply that says itself that it was cut. Of one that broke off on the way nothing is known, not even its usage. */
const isOfOneText = <T extends Task>({ code }: GatewayError, { usage }: Asked<T>) =>
  OF_ONE_TEXT.includes(code) || (code === 'UPSTREAM_TRUNCATED' && usage !== undefined);

const ECHO: Problem = 'It repeated the instructions.';

const invalid = () => new GatewayError('OUTPUT_INVALID', 'The model answered, but not in the form that was asked for.');

const isOpen = ({ signal, deadline }: Call) => !signal.aborted && performance.now() < deadline;

/** One question about some texts. Never throws. */
async function ask<T extends Task>(
  asker: Asker<T>,
  texts: readonly string[],
  options: Options<T>,
  call: Call,
  problem?: Problem,
): Promise<readonly Asked<T>[]> {
  const { task, prompt, settings, remoteModel, chat, system } = asker;
  const written = writePrompt(prompt, system, texts, options, problem);
  const form = { task, fields: prompt.fields(options), count: texts.length };
  const share = (tokens: Omit<Usage, 'costUsd'>) =>
    shareTokens(tokens, texts).map((part) => priced(part, settings.prices[remoteModel]));
  const isSent = isOpen(call);
  const reply = await chat.complete(structuredRequest(settings, remoteModel, written, form), call).catch(notAsked);
  if (reply instanceof GatewayError) {
    const cost = isSent ? costOfSilence(reply, written) : undefined;
    const spent = cost && share(cost);
    return texts.map((_, place) => ({ result: reply, usage: spent?.[place] }));
  }
  const usages = share(tokensOf(reply, written));
  const { failed } = reply;
  if (failed) return usages.map((usage) => ({ result: failed, usage }));
  return readItems(reply.content, texts.length).map((item, place) => {
    const result = prompt.read(item, options);
    const usage = usages[place];
    if (typeof result === 'string') return { result, usage };
    if (isEchoed(result, written)) return { result: ECHO, usage };
    const { value, confidence } = withScores(result, reply, options);
    return { result: value, confidence, usage };
  });
}

const notAsked = (thrown: unknown) => toGatewayError(thrown, 'UPSTREAM_UNAVAILABLE', 'The model could not be asked.');

const isEchoed = (result: object, prompt: Prompt) =>
  'text' in result && (isEcho(String(result.text), prompt) || isPlaceholder(String(result.text), prompt));

function outcome<T extends Task>({ ref }: Asker<T>, { result, usage, confidence }: Asked<T>): Outcome<T> {
  if (typeof result === 'string' || result instanceof GatewayError) {
    return { ...outcomeOf<T>(typeof result === 'string' ? invalid() : result), ...(usage ? { spent: usage } : {}) };
  }
  return outcomeOf<T>({
    value: result,
    model: ref,
    ...(usage ? { usage } : {}),
    ...(confidence === undefined ? {} : { confidence }),
  });
}

/** Asks about all texts at once; what comes back wrong for one of them is asked again, once and alone, unless no call is left for it. */
export async function askAll<T extends Task>(
  asker: Asker<T>,
  texts: readonly string[],
  options: Options<T>,
  call: Call,
): Promise<readonly Outcome<T>[]> {
  const first = await ask(asker, texts, options, call);
  const askAgain = async (asked: Asked<T>, text: string, problem?: Problem): Promise<Outcome<T>> => {
    const [again] = await ask(asker, [text], options, call, problem);
    return outcome(asker, again ? { ...again, usage: totalUsage([asked.usage, again.usage]) } : asked);
  };
  const settled = first.map((asked, place) => {
    const { result } = asked;
    if (typeof result === 'string') {
      return call.attemptsLeft === 1 ? outcome(asker, asked) : askAgain(asked, texts[place] ?? '', result);
    }
    const isOfOne = result instanceof GatewayError && texts.length > 1 && isOfOneText(result, asked);
    return isOfOne ? askAgain(asked, texts[place] ?? '') : outcome(asker, asked);
  });
  return settled.some((one) => one instanceof Promise) ? Promise.all(settled) : (settled as Outcome<T>[]);
}

/** Asks about one text and hands out the answer as it comes. An answer that turns out wrong cannot be taken back, so it is an error. */
export async function listenTo<T extends Task>(
  asker: Asker<T>,
  plain: Plain<T>,
  asked: string,
  options: Options<T>,
  call: Call,
  emit: (delta: string) => void,
): Promise<Outcome<T>> {
  const { prompt, settings, remoteModel, chat } = asker;
  const written = writePrompt(prompt, plain.system, [asked], options);
  let [told, recent] = ['', ''];
  const text = withoutThoughts((delta) => {
    const seen = comparable(recent + delta);
    if (isEcho(seen, written)) throw invalid();
    recent = seen.slice(-ECHO_REACH);
    told += delta;
    emit(delta);
  });
  const isSent = isOpen(call);
  const reply = await chat.stream(plainRequest(settings, remoteModel, written), call, text.add).catch(notAsked);
  const silence = (error: GatewayError) => (isSent ? costOfSilence(error, written) : undefined);
  const usageOf = (tokens: Omit<Usage, 'costUsd'> | undefined) => tokens && priced(tokens, settings.prices[remoteModel]);
  if (reply instanceof GatewayError) return outcome(asker, { result: reply, usage: usageOf(silence(reply)) });
  const { failed } = reply;
  // Where nothing was written and nothing counted, and nobody gave up, no model has worked: an estimate would be invented.
  const isSilent = !reply.usage && reply.content === '';
  const tokens = isSilent ? failed && silence(failed) : tokensOf(reply, written);
  if (!failed) text.end();
  return outcome(asker, { result: failed ?? plain.read(afterThoughts(told, asked), options), usage: usageOf(tokens) });
}
