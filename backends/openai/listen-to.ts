import { GatewayError } from '../../src/errors.ts';
import type { Call, Outcome, Usage } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';
import { priced } from '../shared/usage.ts';
import type { ChatRequest } from './chat.ts';
import { type Asked, type ChatModel, invalid, isOpen, notAsked, outcome, type Plain, verdictOf } from './chat-model.ts';
import { costOfSilence, tokensOf } from './cost.ts';
import { type Prompt, writePrompt } from './prompt.ts';
import { comparable, isPromptLeak, PROMPT_LEAK_REACH } from './prompt-leak.ts';
import { withoutReasoning } from './reasoning.ts';
import { streamedRequest } from './request.ts';

/** Hands on a growing text, and throws as soon as it gives away its prompt. */
function withoutPromptLeak(prompt: Prompt, emit: (delta: string) => void): (delta: string) => void {
  let recent = '';
  return (delta) => {
    const seen = comparable(recent + delta);
    if (isPromptLeak(seen, prompt)) throw invalid();
    recent = seen.slice(-PROMPT_LEAK_REACH);
    emit(delta);
  };
}

/** Asks about one text and hands out the answer as it comes. An answer that turns out wrong cannot be taken back, so it is an error. */
export async function listenTo<T extends Task>(
  chatModel: ChatModel<T>,
  plain: Plain<T>,
  asked: string,
  options: Options<T>,
  call: Call,
  emit: (delta: string) => void,
): Promise<Outcome<T>> {
  const { settings, remoteModel, chat } = chatModel;
  const prompt = writePrompt(chatModel.prompt, plain.system, [asked], options);
  const text = withoutReasoning(asked, withoutPromptLeak(prompt, emit));
  const isSent = isOpen(call);
  const silence = (error: GatewayError) => (isSent ? costOfSilence(error, prompt) : undefined);
  const usageOf = (tokens: Omit<Usage, 'costUsd'> | undefined) => tokens && priced(tokens, settings.prices[remoteModel]);
  const send = async (request: ChatRequest): Promise<Asked<T>> => {
    const reply = await chat.stream(request, call, text.add);
    if (reply.hasReasoned) chatModel.reasoningModels.add(remoteModel);
    const failed = reply.failed ?? endOf(text);
    // Where nothing was written and nothing counted, and nobody gave up, no model has worked: an estimate would be invented.
    const isSilent = !reply.usage && reply.content === '';
    const tokens = isSilent ? failed && silence(failed) : tokensOf(reply, prompt);
    return { result: failed ?? plain.read(text.answer(), options), usage: usageOf(tokens) };
  };
  const question = { request: streamedRequest(settings, remoteModel, prompt), hasOwnSchema: false };
  const heard = await chatModel.adapt(question, send, (one) => verdictOf([one])).catch(notAsked);
  return outcome(chatModel, heard instanceof GatewayError ? { result: heard, usage: usageOf(silence(heard)) } : heard);
}

/** Hands on what was held back. Gives the error of a text that turns out wrong by it. */
function endOf(text: { end(): void }): GatewayError | undefined {
  try {
    text.end();
    return undefined;
  } catch (thrown) {
    return notAsked(thrown);
  }
}
