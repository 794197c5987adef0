import { z } from 'zod';

/** No prompt is as long as the upper bound; sums of larger numbers would not fit into a GraphQL Int. */
const count = z.int().min(0).max(10_000_000);
/** Counts that are not whole are none: some services send a part of them, zeros or nulls, at times between the pieces of a stream. */
const usage = z
  .object({ prompt_tokens: count.min(1), completion_tokens: count })
  .nullish()
  .catch(undefined);
const alternative = z.object({ token: z.string(), logprob: z.number() });
const token = alternative.extend({ top_logprobs: z.array(alternative).nullish() });

/** A token of the reply with its natural log-probability, and the tokens that were as good as chosen. */
export type ReplyToken = z.output<typeof token>;

/** What is read of a chat completion; the rest of it may be anything. */
export const chatReply = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        /** Absent where a filter ended the reply before it began. */
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
        logprobs: z
          .object({ content: z.array(token).nullish() })
          .nullish()
          .catch(undefined),
      }),
    )
    .min(1),
  usage,
});

/** What is read of one frame of a streamed chat completion. The frame with the usage has no choices. */
export const chatFrame = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
  usage,
});

export type ReplyUsage = NonNullable<z.output<typeof usage>>;
