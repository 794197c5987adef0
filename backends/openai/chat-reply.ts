import { z } from 'zod';

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
const token = alternative.extend({ top_logprobs: z.array(alternative).nullish() });

/** A token of the reply with its natural log-probability, and the tokens that were as good as chosen. */
export type ReplyToken = z.output<typeof token>;

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const NOTHING = { text: '', refusal: '' };
/** A piece of a text that comes in parts. Parts of other types hold thoughts, sources and the like: they are no answer. */
const part = z
  .union([
    z.string().transform((text) => ({ ...NOTHING, text })),
    z
      .object({ type: z.enum(['text', 'output_text']).optional(), text: z.string() })
      .transform(({ text }) => ({ ...NOTHING, text })),
    z.object({ type: z.literal('refusal'), refusal: z.string() }).transform(({ refusal }) => ({ ...NOTHING, refusal })),
  ])
  .catch(NOTHING);
const anything = z.unknown().optional();

/** What a model says, whole or a piece of it. Beside it some services put what it thought. */
const said = z
  .object({ content: anything, refusal: z.string().nullish(), reasoning: anything, reasoning_content: anything })
  .transform(({ content, refusal, reasoning, reasoning_content }, context) => {
    const words = { refusal: refusal ?? '', hasReasoned: isText(reasoning) || isText(reasoning_content) };
    if (typeof content === 'string') return { text: content, ...words };
    if (content === null || content === undefined) return { text: '', ...words };
    if (typeof content !== 'object') context.addIssue('content that is neither a text nor parts of one');
    const parts = [content].flat().map((one) => part.parse(one));
    return {
      text: parts.map(({ text }) => text).join(''),
      refusal: words.refusal || parts.map((one) => one.refusal).join(''),
      hasReasoned: words.hasReasoned,
    };
  });

/** One answer is asked for, which has the index 0. What a service gives beside it belongs to no text. */
const index = z.number().nullish();
const isOurs = ({ index }: { index?: number | null }) => !index;

/** What is read of a chat completion; the rest of it may be anything. */
export const chatReply = z.object({
  choices: z
    .array(
      z.object({
        index,
        finish_reason: z.string().nullish(),
        /** Absent where a filter ended the reply before it began. */
        message: said.nullish(),
        logprobs: z
          .object({ content: z.array(token).nullish() })
          .nullish()
          .catch(undefined),
      }),
    )
    .transform((choices) => (choices.length > 1 ? choices.filter(isOurs) : choices))
    .refine(({ length }) => length > 0),
  usage,
});

/** What is read of one frame of a streamed chat completion. The frame with the usage has no choices. */
export const chatFrame = z.object({
  choices: z
    .array(
      z.object({
        index,
        finish_reason: z.string().nullish(),
        delta: said.nullish(),
        /** In the place of a delta where a service does not stream and answers at once. */
        message: said.nullish(),
      }),
    )
    .transform((choices) => choices.filter(isOurs))
    .nullish(),
  usage,
});

export type ReplyUsage = NonNullable<z.output<typeof usage>>;
