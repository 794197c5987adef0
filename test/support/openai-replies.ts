/** What a service that speaks the API of OpenAI says when all is well: the stand-ins say this, or spoil it. */

type Finish = 'stop' | 'length' | 'content_filter';

const HEAD = { id: 'chatcmpl-1', created: 1_700_000_000, model: 'm' };

/** A whole reply, with the tokens it took where the service counts them. */
export function completion(content: string, finish_reason: Finish = 'stop', tokens?: { read: number; written: number }): object {
  const message = { role: 'assistant', content, refusal: null };
  const usage = tokens && {
    prompt_tokens: tokens.read,
    completion_tokens: tokens.written,
    total_tokens: tokens.read + tokens.written,
  };
  return { ...HEAD, object: 'chat.completion', choices: [{ index: 0, message, logprobs: null, finish_reason }], usage };
}

/** A piece of a streamed reply, as its event. */
export function event(content: string, finish_reason: Finish | null = null): string {
  const chunk = { ...HEAD, object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason }] };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
