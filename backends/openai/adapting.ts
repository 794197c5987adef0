import { GatewayError } from '../../src/errors.ts';
import { refusedField as refusedFieldOf } from '../shared/refused-field.ts';
import type { Chat, ChatRequest } from './chat.ts';

type Change = (request: ChatRequest) => ChatRequest;

const withoutScores: Change = ({ logprobs: _, top_logprobs: __, ...rest }) => rest;

/** What is sent instead to a model that refuses a field. Replies are checked in any case, so a form that is not enforced is only less likely. */
const CHANGES: Readonly<Record<string, Change>> = {
  temperature: ({ temperature: _, ...rest }) => rest,
  logprobs: withoutScores,
  top_logprobs: withoutScores,
  response_format: ({ response_format: _, ...rest }) => rest,
  max_tokens: ({ max_tokens, ...rest }) => ({ ...rest, max_completion_tokens: max_tokens }),
  max_completion_tokens: ({ max_completion_tokens, ...rest }) => ({ ...rest, max_tokens: max_completion_tokens }),
};

/** The field that a service names as the reason for its refusal, where there is something to send instead. */
function refusedField(thrown: unknown): string | undefined {
  const isOfForm = thrown instanceof GatewayError && thrown.code === 'UNSUPPORTED_OPTION';
  const field = (isOfForm && refusedFieldOf(thrown)?.field) || '';
  return Object.hasOwn(CHANGES, field) ? field : undefined;
}

/** Asks a model again without a field that it refuses, and never with it again: reasoning models take no temperature and give no scores. */
export function adapting(chat: Chat): Chat {
  const refused = new Map<string, ReadonlySet<string>>();
  const of = (model: string): ReadonlySet<string> => refused.get(model) ?? new Set();
  const fitting = (request: ChatRequest) =>
    [...of(request.model)].reduce((changed, field) => CHANGES[field]?.(changed) ?? changed, request);

  async function ask<Reply>(request: ChatRequest, send: (fitting: ChatRequest) => Promise<Reply>): Promise<Reply> {
    const known = of(request.model);
    try {
      return await send(fitting(request));
    } catch (thrown) {
      const field = refusedField(thrown);
      if (field === undefined || known.has(field)) throw thrown;
      refused.set(request.model, new Set([...of(request.model), field]));
      return ask(request, send);
    }
  }
  return {
    complete: (request, call) => ask(request, (changed) => chat.complete(changed, call)),
    stream: (request, call, onText) => ask(request, (changed) => chat.stream(changed, call, onText)),
  };
}
