import type { Task } from '../../src/task.ts';
import type { ChatRequest } from './chat.ts';
import type { Prompt } from './prompt.ts';
import type { OpenaiSettings } from './settings.ts';
import type { ReplyFields } from './task-prompt.ts';

const object = (properties: ReplyFields) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** The schema of a reply about `count` texts: their fields, or a list of them with tags. */
function replySchema(fields: ReplyFields, count: number) {
  if (count === 1) return object(fields);
  return object({ items: { type: 'array', items: object({ tag: { type: 'string' }, ...fields }) } });
}

/** How many alternatives to a token are asked for: enough for the first token of the labels that matter. */
const ALTERNATIVES = 5;

/** A stream tells at its end what it took. */
const WITH_USAGE = { stream_options: { include_usage: true } };

/** What every question has. */
function basicRequest(settings: OpenaiSettings, model: string, { system, user }: Prompt, maxOutputTokens: number): ChatRequest {
  return {
    model,
    messages: [
      { role: 'system', content: system.text },
      { role: 'user', content: user },
    ],
    [settings.maxOutputTokensField]: maxOutputTokens,
    ...(settings.temperature === null ? {} : { temperature: settings.temperature }),
  };
}

/** A question whose reply is plain text, as it is written. */
export function streamedRequest(settings: OpenaiSettings, model: string, prompt: Prompt): ChatRequest {
  return { ...basicRequest(settings, model, prompt, settings.maxOutputTokens), ...WITH_USAGE };
}

interface Form {
  task: Task;
  fields: ReplyFields;
  /** How many texts the prompt carries. */
  count: number;
  /** The most tokens that the reply may have. */
  maxOutputTokens: number;
}

/** A question whose reply is JSON, held to it as far as the service can. */
export function structuredRequest(
  settings: OpenaiSettings,
  model: string,
  prompt: Prompt,
  { task, fields, count, maxOutputTokens }: Form,
): ChatRequest {
  const request = basicRequest(settings, model, prompt, maxOutputTokens);
  const isLabeled = settings.logprobs && (task === 'classify' || task === 'sentiment');
  const schema = () => ({ name: task, strict: true, schema: replySchema(fields, count) });
  return {
    ...request,
    ...(settings.structured === 'json' ? { response_format: { type: 'json_object' } } : {}),
    ...(settings.structured === 'schema' ? { response_format: { type: 'json_schema', json_schema: schema() } } : {}),
    ...(settings.streamed ? WITH_USAGE : {}),
    ...(isLabeled ? { logprobs: true, top_logprobs: ALTERNATIVES } : {}),
  };
}
