import { GatewayError } from '../../src/errors.ts';
import type { Call, Outcome, Run, Sink, Usage } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';
import { priced } from '../shared/usage.ts';
import type { ChatRequest } from './chat.ts';
import { type Asked, type ChatModel, invalid, isOpen, notAsked, outcome, type Plain, verdictOf } from './chat-model.ts';
import { costOfSilence, tokensOf } from './cost.ts';
import { type Prompt, writePrompt } from './prompt.ts';
import { comparable, isPromptLeak, PROMPT_LEAK_REACH } from './prompt-leak.ts';
import { withoutReasoning } from './reasoning.ts';
import { streamedRequest } from './request.ts';
import { isRefused, type Refusal } from './unsupported-parameters.ts';

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

/** How a text is asked about, and who hears the answer. */
interface Listening<T extends Task> {
  plain: Plain<T>;
  options: Options<T>;
  sink: Sink;
  /** Fields that the model was found to refuse. */
  learned?: readonly Refusal[];
}

/**
 * Asks about one text and hands out the answer as it comes, in one question. An answer that turns out wrong cannot be taken back, so it is
 * an error.
 */
export async function listenTo<T extends Task>(
  chatModel: ChatModel<T>,
  listening: Listening<T>,
  asked: string,
  call: Call,
): Promise<Outcome<T>> {
  const { settings, remoteModel, chat } = chatModel;
  const { plain, options, sink, learned } = listening;
  const prompt = writePrompt(chatModel.prompt, plain.system, [asked], options);
  const text = withoutReasoning(asked, withoutPromptLeak(prompt, sink.write));
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
  const heard = await chatModel.adapt(question, send, (one) => verdictOf([one]), learned).catch(notAsked);
  if (heard instanceof GatewayError) return outcome(chatModel, { result: heard, usage: usageOf(silence(heard)) });
  if (!isRefused(heard)) return outcome(chatModel, heard);
  const again: Run<T> = async (_, anew) => [await listenTo(chatModel, { ...listening, learned: heard.learned }, asked, anew)];
  return outcome(chatModel, { result: heard.refusedWith }, again);
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
