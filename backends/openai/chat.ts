/** One question to a chat model, guarded: the SDK's own time limits, retries, logs and headers are off, its silences are made errors. */
import { APIError, type OpenAI } from 'openai';
import type { z } from 'zod';
import { GatewayError } from '../../src/errors.ts';
import type { Call } from '../../src/model.ts';
import { type Attempt, beginAttempt } from '../shared/attempt.ts';
import { refusal, refusalIn } from '../shared/refusal.ts';
import { scrubbedCause } from '../shared/scrubbed-cause.ts';
import type { Upstream } from '../shared/upstream.ts';
import { chatFrame, chatReply, type ReplyToken, type ReplyUsage } from './chat-reply.ts';
import { Client } from './client.ts';
import { endingError } from './finish.ts';
import type { OpenaiSettings } from './settings.ts';

export interface ChatReply {
  content: string;
  /** Absent when the service counts no tokens. */
  usage?: ReplyUsage;
  /** Present when log-probabilities were asked for and given. */
  tokens?: readonly ReplyToken[];
  /** True where the service tells that the model thought before it answered. */
  hasReasoned?: boolean;
  /** Present when the reply is no answer, though it may have cost tokens: refused, cut, or not the API's. */
  failed?: GatewayError;
}

export type ChatRequest = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'stream'>;
type ChatCall = Pick<Call, 'signal' | 'deadline'>;

interface Listening {
  idleMs: number;
  onText(delta: string): void;
}

export interface Chat {
  /** Throws GatewayError. */
  complete(request: ChatRequest, call: ChatCall): Promise<ChatReply>;
  /** Hands out the text as it comes. Throws GatewayError until the first frame is there; later failures are part of the reply. */
  stream(request: ChatRequest, call: ChatCall, onText: (delta: string) => void): Promise<ChatReply>;
}

/** How long after the frame with the end the frame with the usage may come, whatever else comes. */
const USAGE_GRACE_MS = 500;
const INVALID = 'The provider answered with something that is not a reply of its API.';

/** What went wrong, in our words. */
function failure(thrown: unknown, attempt: Attempt, sent: ChatRequest): GatewayError {
  if (attempt.signal.reason instanceof GatewayError) return attempt.signal.reason;
  if (thrown instanceof GatewayError) return thrown;
  // An error frame within a stream, which had status 200.
  if (thrown instanceof APIError) return refusal({ body: { error: thrown.error }, sent });
  return new GatewayError('UPSTREAM_INVALID', INVALID, { cause: scrubbedCause(thrown) });
}

function parse<S extends z.ZodType>(schema: S, reply: unknown): z.output<S> {
  const parsed = schema.safeParse(reply);
  if (!parsed.success) throw new GatewayError('UPSTREAM_INVALID', INVALID);
  return parsed.data;
}

interface Question {
  request: ChatRequest;
  /** How many tokens the request lets the model write, in words. */
  limit: string;
  attempt: Attempt;
}

async function within<R>(
  call: ChatCall,
  request: ChatRequest,
  settings: OpenaiSettings,
  work: (question: Question) => Promise<R>,
): Promise<R> {
  const attempt = beginAttempt(call, settings.attemptMs);
  try {
    return await work({ request, limit: limitOf(request, settings), attempt });
  } catch (thrown) {
    throw failure(thrown, attempt, request);
  } finally {
    attempt.end();
  }
}

function limitOf({ max_completion_tokens, max_tokens }: ChatRequest, { maxOutputTokens }: OpenaiSettings): string {
  const limit = max_completion_tokens ?? max_tokens;
  if (limit === maxOutputTokens) return `the ${limit} tokens that \`maxOutputTokens\` lets the model write`;
  return typeof limit === 'number' ? `the ${limit} tokens that a label takes` : 'the model has room for';
}

function countsReasoning(usage: ReplyUsage | null | undefined): boolean {
  const details = usage?.completion_tokens_details;
  return typeof details === 'object' && details !== null && 'reasoning_tokens' in details && Number(details.reasoning_tokens) > 0;
}

async function complete(client: OpenAI, { request, limit, attempt: { signal } }: Question): Promise<ChatReply> {
  const response = await client.chat.completions.create(request, { signal }).asResponse();
  const json = await response.json();
  const error = refusalIn(json, request);
  if (error) throw error;
  const { choices, usage } = parse(chatReply, json);
  const [choice] = choices;
  const { text = '', refusal: refused, hasReasoned = false } = choice?.message ?? {};
  return {
    content: text,
    usage: usage ?? undefined,
    tokens: choice?.logprobs?.content ?? undefined,
    hasReasoned: hasReasoned || countsReasoning(usage),
    failed: endingError({ reason: choice?.finish_reason, refusal: refused, limit }),
  };
}

async function listen(
  frames: AsyncIterable<unknown>,
  { request, limit, attempt }: Question,
  { idleMs, onText }: Listening,
): Promise<ChatReply> {
  let content = '';
  let hasFrame = false;
  let hasReasoned = false;
  let finish: string | undefined;
  let refused: string | undefined;
  let usage: ReplyUsage | undefined;
  const reply = (failed: GatewayError | undefined) => ({
    content,
    usage,
    failed,
    hasReasoned: hasReasoned || countsReasoning(usage),
  });
  try {
    for await (const raw of frames) {
      if (attempt.signal.aborted) break;
      const hasEnded = Boolean(finish);
      const frame = parse(chatFrame, raw);
      hasFrame = true;
      usage = frame.usage ?? usage;
      const [choice] = hasEnded ? [] : (frame.choices ?? []);
      const said = choice?.delta ?? choice?.message;
      const text = said?.text ?? '';
      content += text;
      if (text !== '') onText(text);
      hasReasoned ||= said?.hasReasoned ?? false;
      refused = said?.refusal || refused;
      finish = choice?.finish_reason ?? finish;
      if (!hasEnded) attempt.allow(finish ? USAGE_GRACE_MS : idleMs);
    }
  } catch (thrown) {
    if (!hasFrame) throw thrown;
    if (!finish) return reply(failure(thrown, attempt, request));
  }
  // The SDK ends an aborted stream, and a reply that is no event stream, as if it were whole.
  // Once the end was told, nothing after it can spoil the answer.
  if (!finish && (attempt.signal.aborted || !hasFrame)) return reply(failure(undefined, attempt, request));
  return reply(endingError({ reason: finish, refusal: refused, limit }));
}

/** Asks over `upstream`. Each question is one try with its own time limits. */
export function openChat(settings: OpenaiSettings, upstream: Upstream): Chat {
  const client = new Client(upstream);
  return {
    complete: (request, call) => within(call, request, settings, (question) => complete(client, question)),
    stream: (request, call, onText) =>
      within(call, request, settings, async (question) => {
        const frames = await client.chat.completions.create({ ...request, stream: true }, { signal: question.attempt.signal });
        return listen(frames, question, { idleMs: settings.idleMs, onText });
      }),
  };
}
