import { z } from 'zod';
import { areDifferent, SAME_LABEL } from '../shared/are-different.ts';
import { maxCharacters } from '../shared/max-characters.ts';
import { refusePrivateAddress, upstreamFields } from '../shared/upstream-settings.ts';

const served = {
  model: z
    .string()
    .regex(/^[\w.-]+$/, 'Write the name the server has for the model.')
    .describe('The name the server has for the model.'),
  version: z
    .string()
    .regex(/^[\w.-]+$/)
    .optional()
    .describe("The server's version of the model. Unless set, the server chooses."),
  input: z.string().min(1).default('text').describe('The name of the input tensor, which takes texts (BYTES).'),
  inputIsColumn: z.boolean().default(false).describe('Whether the input has the shape [n, 1] instead of [n].'),
  output: z
    .string()
    .min(1)
    .default('logits')
    .describe('The name of the output tensor: a row of numbers for each text, or its label as text.'),
  maxCharacters,
  values: z.enum(['logits', 'probabilities']).default('logits').describe('What the numbers of the output are.'),
};

const labels = z
  .array(z.string().min(1))
  .min(2)
  .refine(areDifferent, SAME_LABEL)
  .describe('What the columns of the output mean, in order.');

/** What the settings file says of a server that speaks the Open Inference Protocol and serves encoder models. */
export const openinferenceSettings = z
  .strictObject({
    ...upstreamFields,
    sentiment: z
      .strictObject({
        ...served,
        labels: z
          .array(z.enum(['POSITIVE', 'NEUTRAL', 'NEGATIVE']))
          .min(2)
          .default(['NEGATIVE', 'NEUTRAL', 'POSITIVE'])
          .describe('What the columns of the output mean, in order.'),
      })
      .optional()
      .describe('The model for sentiment.'),
    classifiers: z
      .record(z.string().min(1), z.strictObject({ ...served, labels }))
      .default({})
      .describe('Classifiers with fixed labels, by id.'),
    maxBatch: z.int().min(1).max(512).default(16).describe('The most texts that one request carries.'),
  })
  .superRefine(refusePrivateAddress);

export type OpeninferenceSettings = z.output<typeof openinferenceSettings>;
export type ServedModel = z.output<z.ZodObject<typeof served>> & { labels: readonly string[] };
