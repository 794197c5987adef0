import { z } from 'zod';
import { TASKS } from '../../src/task.ts';
import { areDifferent, SAME_LABEL } from '../shared/are-different.ts';
import { refusePrivateAddress, upstreamFields } from '../shared/upstream-settings.ts';
import { priceSettings } from '../shared/usage.ts';

const modelId = z.string().min(1).max(200);
const label = z.union([
  z.string().min(1),
  z.strictObject({
    name: z.string().min(1).describe('What answers call it.'),
    description: z.string().optional().describe('What it means.'),
    examples: z.array(z.string()).optional().describe('Texts that have it.'),
  }),
]);

/** What the settings file says of a service that speaks the API of OpenAI. */
export const openaiSettings = z
  .strictObject({
    ...upstreamFields,
    baseUrl: upstreamFields.baseUrl.default('https://api.openai.com/v1'),
    model: modelId.default('gpt-4.1-mini').describe('The model that does every task `models` does not name.'),
    models: z.partialRecord(z.enum(TASKS), modelId).default({}).describe('Other models for single tasks, by task.'),
    prices: z
      .record(z.string(), priceSettings)
      .default({})
      .describe('Prices by model. Answers of a model that is not named have no cost.'),
    structured: z
      .enum(['schema', 'json', 'prompt'])
      .default('schema')
      .describe('How the model is held to a form: by JSON schema, by JSON mode, or by the prompt alone.'),
    maxBatch: z.int().min(1).max(50).default(1).describe('The most texts that one prompt carries.'),
    maxOutputTokens: z
      .int()
      .min(16)
      .max(200_000)
      .default(8_192)
      .describe(
        'The most tokens the model may write for a prompt. For a label it is told tens, unless it thinks before it answers. A model that has less is told no limit.',
      ),
    maxOutputTokensField: z
      .enum(['max_completion_tokens', 'max_tokens'])
      .default('max_completion_tokens')
      .describe('What the service calls that limit. Older ones know only max_tokens.'),
    temperature: z.number().min(0).max(2).nullable().default(0).describe('null sends none: some models refuse to be told.'),
    streamed: z
      .boolean()
      .default(false)
      .describe(
        'Whether every answer is asked for as a stream, also where nobody listens: some servers go on with a whole answer whose caller has left, and stop a stream.',
      ),
    logprobs: z
      .boolean()
      .default(false)
      .describe('Whether token log-probabilities are asked for; they give scores and confidence to classify and sentiment.'),
    classifiers: z
      .record(z.string().min(1), z.array(label).min(2).max(150).refine(areDifferent, SAME_LABEL))
      .default({})
      .describe('Classifiers with fixed labels, by id. A label is a name, or a mapping.'),
  })
  .superRefine(refusePrivateAddress)
  .superRefine(({ logprobs, maxBatch }, context) => {
    if (logprobs && maxBatch > 1) {
      context.addIssue({ code: 'custom', path: ['maxBatch'], message: 'Write 1 where logprobs is true.' });
    }
  });

export type OpenaiSettings = z.output<typeof openaiSettings>;
