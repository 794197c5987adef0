import type { GatewayError } from '../../src/errors.ts';
import type { Usage } from '../../src/model.ts';
import { estimateTokens } from '../shared/usage.ts';
import type { ChatReply } from './chat.ts';
import type { Prompt } from './prompt.ts';

type Tokens = Omit<Usage, 'costUsd'>;

const estimateOf = ({ system, user }: Prompt, written: string): Tokens => ({
  inputTokens: estimateTokens(system.text) + estimateTokens(user),
  outputTokens: estimateTokens(written),
  estimated: true,
});

/** The tokens a question took, by the service's own count where it gives one. */
export function tokensOf({ usage, content }: ChatReply, prompt: Prompt): Tokens {
  if (!usage) return estimateOf(prompt, content);
  return { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens, estimated: false };
}

/** Errors of calls that were given up here, while the service may have been at work. */
const GIVEN_UP: readonly string[] = ['CLIENT_CLOSED_REQUEST', 'DEADLINE_EXCEEDED', 'UPSTREAM_TIMEOUT'];

/** What a question that was sent and got nothing may have cost: what it held, where it was given up; else nothing. */
export function costOfSilence({ code }: GatewayError, prompt: Prompt): Tokens | undefined {
  return GIVEN_UP.includes(code) ? estimateOf(prompt, '') : undefined;
}
