import { GatewayError } from '../../src/errors.ts';
import type { Batch, Call, Outcome, Run } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';
import { refusedField } from '../shared/refused-field.ts';
import type { ChatRequest } from './chat.ts';
import { type Asked, type ChatModel, isOpen, isProblem, notAsked, outcome, verdictOf } from './chat-model.ts';
import { costOfSilence } from './cost.ts';
import { writePrompt } from './prompt.ts';
import { readReply, shareOut } from './read-reply.ts';
import { structuredRequest } from './request.ts';
import type { Problem } from './task-prompt.ts';
import { isRefused, type Refusal } from './unsupported-parameters.ts';

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

/** What was found out about a question by asking it before. */
interface Before {
  /** Fields that the model refuses. */
  learned?: readonly Refusal[];
  /** What was wrong with the answer to this text. */
  problem?: Problem;
  /** It was asked again because of its answer, which is done once. */
  isSecond?: boolean;
}

/**
 * True for an error that one text of several can cause, so that the others deserve a question of their own: what belongs to a text, and
 * a refusal that says of no field of the request that it is at fault. Of a reply that broke off on the way nothing is known.
 */
const isOfOneText = (error: GatewayError) =>
  error.ofText === true || (error.code === 'UNSUPPORTED_OPTION' && refusedField(error) === undefined);

/** How to ask again about a text whose answer was wrong, alone and once. Undefined where there is nothing to be gained. */
function secondTry<T extends Task>(
  chatModel: ChatModel<T>,
  { result, lacksRoom }: Asked<T>,
  isOneOfMany: boolean,
): Run<T> | undefined {
  const problem = isProblem(result) ? result : undefined;
  const isWrong = problem !== undefined || lacksRoom || (result instanceof GatewayError && isOneOfMany && isOfOneText(result));
  return isWrong ? (batch, call) => completeAll(chatModel, batch, call, { problem, isSecond: true }) : undefined;
}

/** One question about all texts at once. What comes back wrong for one of them says how it is asked again. Never throws. */
export async function completeAll<T extends Task>(
  chatModel: ChatModel<T>,
  { texts, options }: Batch<T>,
  call: Call,
  { learned, problem, isSecond = false }: Before = {},
): Promise<readonly Outcome<T>[]> {
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
  const asked = await chatModel.adapt(question, send, verdictOf, learned).catch(notAsked);
  if (asked instanceof GatewayError) {
    const cost = isSent ? costOfSilence(asked, prompt) : undefined;
    const spent = cost && shareOut(chatModel, cost, texts);
    const all = texts.map((_, index): Asked<T> => ({ result: asked, usage: spent?.[index] }));
    return all.map((one) => outcome(chatModel, one, isSecond ? undefined : secondTry(chatModel, one, texts.length > 1)));
  }
  if (isRefused(asked)) {
    const again: Run<T> = (batch, anew) => completeAll(chatModel, batch, anew, { learned: asked.learned, problem, isSecond });
    return texts.map(() => outcome(chatModel, { result: asked.refusedWith }, again));
  }
  return asked.map((one) => outcome(chatModel, one, isSecond ? undefined : secondTry(chatModel, one, texts.length > 1)));
}
