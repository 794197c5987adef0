import type { Usage } from '../../src/model.ts';
import type { Options, Result, Task } from '../../src/task.ts';
import { priced, shareTokens } from '../shared/usage.ts';
import type { ChatReply } from './chat.ts';
import type { Asked, ChatModel } from './chat-model.ts';
import { tokensOf } from './cost.ts';
import type { Prompt } from './prompt.ts';
import { isPlaceholder, isPromptLeak } from './prompt-leak.ts';
import { readItems } from './read-items.ts';
import { answerIn, beginsWithReasoning } from './reasoning.ts';
import type { Problem } from './task-prompt.ts';
import { withScores } from './with-scores.ts';

/** A question about some texts. */
export interface Written<T extends Task> {
  texts: readonly string[];
  options: Options<T>;
  prompt: Prompt;
  /** The most tokens that the reply may have. */
  maxOutputTokens: number;
}

const PROMPT_LEAK: Problem = 'It repeated the instructions.';
const REASONING: Problem = 'It held thoughts and no answer.';

/** The price of one prompt, shared out among its texts. */
export function shareOut<T extends Task>(
  { settings, remoteModel }: ChatModel<T>,
  tokens: Omit<Usage, 'costUsd'>,
  texts: readonly string[],
): readonly Usage[] {
  return shareTokens(tokens, texts).map((part) => priced(part, settings.prices[remoteModel]));
}

/** A text that a model wrote as an answer, without thoughts that it wrote into it. */
function cleaned<T extends Task>(result: Result<T>, text: string, prompt: Prompt): Result<T> | Problem {
  if (!('text' in result)) return result;
  if (isPromptLeak(result.text, prompt) || isPlaceholder(result.text, prompt)) return PROMPT_LEAK;
  const answer = answerIn(result.text, text);
  return answer.trim() === '' ? REASONING : { ...result, text: answer };
}

/** Replies to these questions begin so, unless the model thinks first, hidden or aloud. */
const beginsAnswer = (content: string) => /^\s*(?:\{|```)/.test(content);

/** True where thoughts used up the tens of tokens that a label takes. */
function lacksRoom<T extends Task>({ settings }: ChatModel<T>, { maxOutputTokens }: Written<T>, reply: ChatReply): boolean {
  const { failed, usage, content } = reply;
  const isCut = failed?.code === 'UPSTREAM_TRUNCATED' && failed.ofText === true;
  const wasTold = maxOutputTokens < settings.maxOutputTokens && (usage?.completion_tokens ?? 0) < settings.maxOutputTokens;
  return isCut && wasTold && (reply.hasReasoned === true || !beginsAnswer(content));
}

/** Reads a reply to a question: what it is for each text. */
export function readReply<T extends Task>(chatModel: ChatModel<T>, written: Written<T>, reply: ChatReply): readonly Asked<T>[] {
  const { texts, options, prompt } = written;
  const { failed, content } = reply;
  const usages = shareOut(chatModel, tokensOf(reply, prompt), texts);
  const lacks = lacksRoom(chatModel, written, reply);
  if (lacks || reply.hasReasoned || beginsWithReasoning(content)) chatModel.reasoningModels.add(chatModel.remoteModel);
  if (failed) return usages.map((usage) => ({ result: failed, usage, lacksRoom: lacks }));
  return readItems(content, texts.length, texts.join('\n')).map((item, place) => {
    const usage = usages[place];
    const read = chatModel.prompt.read(item, options);
    const result = typeof read === 'string' ? read : cleaned<T>(read, texts[place] ?? '', prompt);
    if (typeof result === 'string') return { result, usage };
    const { value, confidence } = withScores(result, reply, options);
    return { result: value, confidence, usage };
  });
}
