import { z } from 'zod';
import { anyList, listOf } from '../shared/list-of.ts';

/** No prompt is as long as the upper bound; sums of larger numbers would not fit into a GraphQL Int. */
const count = z.int().min(0).max(10_000_000);
/** Counts that are not whole are none: some services send a part of them, zeros or nulls, at times between the pieces of a stream. */
const usage = z
  .object({
    prompt_tokens: count.min(1),
    completion_tokens: count,
    completion_tokens_details: z.unknown().optional(),
  })
  .nullish()
  .catch(undefined);
const alternative = z.object({ token: z.string(), logprob: z.number() });
const token = alternative.extend({ top_logprobs: listOf(alternative).nullish() });

/** A token of the reply with its natural log-probability, and the tokens that were as good as chosen. */
export type ReplyToken = z.output<typeof token>;

type Part = Readonly<{ type?: unknown; text?: unknown; refusal?: unknown }>;
const TEXTS: readonly unknown[] = [undefined, 'text', 'output_text'];

/** What a piece of a text that comes in parts says. Parts of other types hold thoughts, sources and the like: they are no answer. */
function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  const { type, text } = (part ?? {}) as Part;
  return typeof text === 'string' && TEXTS.includes(type) ? text : '';
}

function refusalOf(part: unknown): string {
  const { type, refusal } = (part ?? {}) as Part;
  return type === 'refusal' && typeof refusal === 'string' ? refusal : '';
}

/** A text, its parts, the only part, or nothing. */
const content = z.custom<unknown>((value) => ['string', 'object'].includes(typeof value)).optional();

/** What a model says, whole or a piece of it. Beside it some services put what it thought. */
const said = z
  .object({
    content,
    refusal: z.string().nullish(),
    reasoning: z.string().nullish().catch(undefined),
    reasoning_content: z.string().nullish().catch(undefined),
  })
  .transform((message) => {
    const hasReasoned = Boolean(message.reasoning || message.reasoning_content);
    const refusal = message.refusal ?? '';
    if (typeof message.content === 'string') return { text: message.content, refusal, hasReasoned };
    const parts = [message.content].flat();
    return { text: parts.map(textOf).join(''), refusal: refusal || parts.map(refusalOf).join(''), hasReasoned };
  });

const logprobs = z
  .object({ content: listOf(token).nullish() })
  .nullish()
  .catch(undefined);

/** One answer is asked for, which has the index 0. What a service gives beside it belongs to no text. */
const index = z.number().nullish();
const isOurs = (choice: unknown) => !(choice as { index?: unknown } | null)?.index;
const ourChoice = (choices: readonly unknown[]) => choices.filter(isOurs).slice(0, 1);

/** What is read of a chat completion; the rest of it may be anything. */
export const chatReply = z.object({
  choices: anyList
    .transform((choices) => (choices.length > 1 ? ourChoice(choices) : choices))
    .pipe(
      z
        .array(
          z.object({
            index,
            finish_reason: z.string().nullish(),
            /** Absent where a filter ended the reply before it began. */
            message: said.nullish(),
            logprobs,
          }),
        )
        .min(1),
    ),
  usage,
});

/** What is read of one frame of a streamed chat completion. The frame with the usage has no choices. */
export const chatFrame = z.object({
  choices: anyList
    .transform(ourChoice)
    .pipe(
      z.array(
        z.object({
          index,
          finish_reason: z.string().nullish(),
          delta: said.nullish(),
          logprobs,
          /** In the place of a delta where a service does not stream and answers at once. */
          message: said.nullish(),
        }),
      ),
    )
    .nullish(),
  usage,
});

export type ReplyUsage = NonNullable<z.output<typeof usage>>;
