import { GatewayError } from '../../src/errors.ts';
import type { Call, Outcome } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';
import { totalUsage } from '../../src/usage.ts';
import { refusedField } from '../shared/refused-field.ts';
import type { ChatRequest } from './chat.ts';
import { type Asked, type ChatModel, isOpen, isProblem, notAsked, outcome, verdictOf } from './chat-model.ts';
import { costOfSilence } from './cost.ts';
import { writePrompt } from './prompt.ts';
import { readReply, shareOut } from './read-reply.ts';
import { structuredRequest } from './request.ts';
import type { Problem } from './task-prompt.ts';

/** Tokens for what stands around the labels in a reply, and around those of each text. */
const FRAME_TOKENS = 64;
const ITEM_TOKENS = 16;

/** The most tokens that the reply about `count` texts may have. */
function limitOf<T extends Task>(chatModel: ChatModel<T>, options: Options<T>, count: number): number {
  const { prompt, settings, remoteModel, reasoningModels } = chatModel;
  const { maxOutputTokens } = settings;
  if (!prompt.room || reasoningModels.has(remoteModel)) return maxOutputTokens;
  return Math.min(maxOutputTokens, FRAME_TOKENS + count * (ITEM_TOKENS + prompt.room(options)));
}

/** One question about some texts. Never throws. */
async function ask<T extends Task>(
  chatModel: ChatModel<T>,
  texts: readonly string[],
  options: Options<T>,
  call: Call,
  problem?: Problem,
): Promise<readonly Asked<T>[]> {
  const { task, settings, remoteModel, chat, system } = chatModel;
  const prompt = writePrompt(chatModel.prompt, system, texts, options, problem);
  const maxOutputTokens = limitOf(chatModel, options, texts.length);
  const form = { task, fields: chatModel.prompt.fields(options), count: texts.length, maxOutputTokens };
  const question = {
    request: structuredRequest(settings, remoteModel, prompt, form),
    hasOwnSchema: 'labels' in options && !('classifier' in options && options.classifier),
  };
  const send = async (request: ChatRequest) =>
    readReply(chatModel, { texts, options, prompt, maxOutputTokens }, await chat.complete(request, call));
  const isSent = isOpen(call);
  const asked = await chatModel.adapt(question, send, verdictOf).catch(notAsked);
  if (!(asked instanceof GatewayError)) return asked;
  const cost = isSent ? costOfSilence(asked, prompt) : undefined;
  const spent = cost && shareOut(chatModel, cost, texts);
  return texts.map((_, place) => ({ result: asked, usage: spent?.[place] }));
}

/**
 * True for an error that one text of several can cause, so that the others deserve a question of their own: what belongs to a text, and
 * a refusal that says of no field of the request that it is at fault. Of a reply that broke off on the way nothing is known.
 */
const isOfOneText = (error: GatewayError) =>
  error.ofText === true || (error.code === 'UNSUPPORTED_OPTION' && refusedField(error) === undefined);

/** Asks about all texts at once; what comes back wrong for one of them is asked again, once and alone, unless no call is left for it. */
export async function completeAll<T extends Task>(
  chatModel: ChatModel<T>,
  texts: readonly string[],
  options: Options<T>,
  call: Call,
): Promise<readonly Outcome<T>[]> {
  const first = await ask(chatModel, texts, options, call);
  const askAgain = async (asked: Asked<T>, text: string, problem?: Problem): Promise<Outcome<T>> => {
    const [again] = await ask(chatModel, [text], options, call, problem);
    return outcome(chatModel, again ? { ...again, usage: totalUsage([asked.usage, again.usage]) } : asked);
  };
  const settled = first.map((asked, place) => {
    const { result, lacksRoom } = asked;
    const problem = isProblem(result) ? result : undefined;
    if (problem !== undefined || lacksRoom) {
      return call.attemptsLeft === 1 ? outcome(chatModel, asked) : askAgain(asked, texts[place] ?? '', problem);
    }
    const isOfOne = result instanceof GatewayError && texts.length > 1 && isOfOneText(result);
    return isOfOne ? askAgain(asked, texts[place] ?? '') : outcome(chatModel, asked);
  });
  return settled.some((one) => one instanceof Promise) ? Promise.all(settled) : (settled as Outcome<T>[]);
}
