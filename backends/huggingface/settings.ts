import { z } from 'zod';
import { areDifferent, SAME_LABEL } from '../shared/are-different.ts';
import { maxCharacters } from '../shared/max-characters.ts';
import { refusePrivateAddress, upstreamFields } from '../shared/upstream-settings.ts';

const model = z
  .string()
  .regex(/^[\w.-]+(\/[\w.-]+)?$/, 'Write a model as owner/name.')
  .describe('As owner/name.');
const path = z.string().startsWith('/').optional().describe('Where the model answers. Unless set, / and its name.');
const served = { model, path, maxCharacters };
const sentiments = z
  .record(z.string(), z.enum(['POSITIVE', 'NEUTRAL', 'NEGATIVE']))
  .default({})
  .describe("The model's labels that do not begin with pos, neu or neg.");
const pair = z.strictObject({
  source: z.string().min(2).describe('The language of the text, as a BCP 47 tag.'),
  target: z.string().min(2).describe('The language of the translation, as a BCP 47 tag.'),
  sourceCode: z.string().optional().describe("The model's own code of the source, where it takes several languages."),
  targetCode: z.string().optional().describe("The model's own code of the target."),
});

const labels = z
  .array(z.string().min(1))
  .min(2)
  .refine(areDifferent, SAME_LABEL)
  .describe('All labels, as the model names them.');
const pairs = z.array(pair).min(1).describe('What the model translates.');

/** What the settings file says of the task endpoints of Hugging Face Inference, or of servers that answer alike. */
export const huggingfaceSettings = z
  .strictObject({
    ...upstreamFields,
    baseUrl: upstreamFields.baseUrl.default('https://router.huggingface.co/hf-inference/models'),
    sentiment: z
      .strictObject({ ...served, labels: sentiments })
      .optional()
      .describe('The model for sentiment.'),
    classify: z.strictObject(served).optional().describe('A zero-shot classifier.'),
    classifiers: z
      .record(z.string().min(1), z.strictObject({ ...served, labels }))
      .default({})
      .describe('Classifiers with fixed labels, by id.'),
    translate: z
      .array(z.strictObject({ ...served, pairs }))
      .default([])
      .describe('The models for translations.'),
    summarize: z.strictObject(served).optional().describe('The model for summaries.'),
  })
  .superRefine(refusePrivateAddress);

export type Served = z.output<z.ZodObject<typeof served>>;
export type HuggingfaceSettings = z.output<typeof huggingfaceSettings>;
