import { z } from 'zod';

const count = z.int().min(0);
const usage = z.object({ prompt_tokens: count, completion_tokens: count });
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
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        logprobs: z.object({ content: z.array(token).nullish() }).nullish(),
      }),
    )
    .min(1),
  usage: usage.nullish(),
});

/** What is read of one frame of a streamed chat completion. The frame with the usage has no choices. */
export const chatFrame = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
    }),
  ),
  usage: usage.nullish(),
});

export type ReplyUsage = z.output<typeof usage>;
