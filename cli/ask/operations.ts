/** The operations the command line sends, and what it reads of their replies. */
import { z } from 'zod';
import type { Result, Task } from '../../src/task.ts';

const score = z.number().nullable();
const sentimentLabel = z.enum(['POSITIVE', 'NEUTRAL', 'NEGATIVE']);

interface Operation<T extends Task> {
  query: string;
  value: z.ZodType<Result<T>>;
}

const operation = (task: Task, type: string, input: string, fields: string) => `
query ${type}($input: ${input}!) {
  batch: ${task}Batch(input: $input) {
    items {
      index
      result {
        __typename
        ... on ${type} { ${fields} meta { model { id version } cache { status } } }
        ... on Error { code message retryable retryAfterMs }
      }
    }
  }
}`;

export const OPERATIONS: { readonly [T in Task]: Operation<T> } = {
  classify: {
    query: operation('classify', 'Classification', 'ClassifyBatchInput', 'label labels confidence scores { label score }'),
    value: z.object({
      label: z.string(),
      labels: z.array(z.string()),
      scores: z.array(z.object({ label: z.string(), score })),
    }),
  },
  sentiment: {
    query: operation('sentiment', 'Sentiment', 'SentimentBatchInput', 'label confidence scores { label score }'),
    value: z.object({ label: sentimentLabel, scores: z.array(z.object({ label: sentimentLabel, score })) }),
  },
  translate: {
    query: operation('translate', 'Translation', 'TranslateBatchInput', 'text source target detected { language confidence }'),
    value: z.object({ text: z.string(), source: z.string(), target: z.string() }),
  },
  summarize: {
    query: operation('summarize', 'Summary', 'SummarizeBatchInput', 'text method sentences { text start end score }'),
    value: z
      .object({
        text: z.string(),
        method: z.enum(['EXTRACTIVE', 'ABSTRACTIVE']),
        sentences: z.array(z.object({ text: z.string(), start: z.number(), end: z.number(), score })).nullable(),
      })
      .transform(({ sentences, ...summary }) => (sentences ? { ...summary, sentences } : summary)),
  },
};
