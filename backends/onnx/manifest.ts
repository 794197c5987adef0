/** What a model folder says of itself: the shape of its `manifest.json`. */
import { z } from 'zod';
import { isLanguageTag } from '../../src/language.ts';

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9, ".", "_", "-", and start with a letter or digit');
const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .refine(isLanguageTag, 'must be a BCP 47 tag such as en or pt-BR');

const served = z.strictObject({
  /** `embed` is what other tasks and layers build on: zero-shot labels, extractive summaries, semantic hits. */
  task: z.enum(['sentiment', 'classify', 'translate', 'summarize', 'embed']),
  id,
  /** The graph output to read; translators have none. */
  output: z.string().default(''),
  /** In the order of the output's columns. A classifier without labels takes those of the caller. */
  labels: z.array(z.string().min(1)).default([]),
  /** Empty for any language. */
  languages: z.array(languageTag).default([]),
  pairs: z.array(z.strictObject({ source: languageTag, target: languageTag })).default([]),
  quality: z.array(z.strictObject({ dataset: z.string(), metric: z.string(), value: z.number() })).default([]),
});

const SENTIMENTS = ['NEGATIVE', 'NEUTRAL', 'POSITIVE'];

const manifestFields = z.strictObject({
  id,
  version: z.string().min(1).max(64),
  architecture: z.enum(['encoder', 'marian']),
  license: z.string().optional(),
  source: z.string().optional(),
  /** Encoders: the most tokens read at once, special tokens included. Longer texts are read in several windows. */
  window: z.int().min(8).max(8192).default(128),
  /** Every file the engine reads, by its path inside the folder. */
  files: z.record(z.string().min(1), z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().min(0) })),
  serves: z.array(served).min(1),
});

/** What does not fit together, in words; undefined where all does. */
function contradiction({ architecture, serves }: z.infer<typeof manifestFields>): string | undefined {
  const ids = new Set(serves.map((served) => served.id));
  if (ids.size < serves.length) return 'two tasks are served under the same id';
  for (const { task, id: served, pairs, output, labels } of serves) {
    if ((architecture === 'marian') !== (task === 'translate'))
      return `${served}: the architecture ${architecture} does not serve ${task}`;
    if (task === 'translate' && pairs.length === 0) return `${served}: translate needs pairs`;
    if (task !== 'translate' && output === '') return `${served}: ${task} needs an output`;
    if (task === 'sentiment' && (labels.length < 2 || labels.some((label) => !SENTIMENTS.includes(label))))
      return `${served}: the labels of sentiment are ${SENTIMENTS.join(', ')}`;
    if (new Set(labels).size < labels.length) return `${served}: two labels have the same name`;
  }
  return undefined;
}

export const manifestSchema = manifestFields.superRefine((manifest, context) => {
  const message = contradiction(manifest);
  if (message) context.addIssue({ code: 'custom', path: ['serves'], message });
});

export type Manifest = z.infer<typeof manifestSchema>;
/** One task that a model folder serves. */
export type Serves = Manifest['serves'][number];

/** A model folder that was checked: its real path, and what it says of itself. */
export interface ModelFolder {
  path: string;
  manifest: Manifest;
}
