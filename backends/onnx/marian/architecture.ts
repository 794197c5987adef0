import { parse } from 'yaml';
import { z } from 'zod';
import type { Item } from './container.ts';
import { refuse } from './refuse.ts';

/** The sizes of a model whose architecture is known. */
export interface Architecture {
  /** The length of the vector that stands for a token. */
  width: number;
  heads: number;
  feedForward: number;
  encoderLayers: number;
  decoderLayers: number;
}

const SETTINGS_ITEM = 'special:model.yml';
const MAX_SETTINGS_BYTES = 65_536;

const layers = z.number().int().min(1).max(64);
const size = z.number().int().min(1).max(16_384);
const off = z.literal(false).optional();
const none = z.array(z.unknown()).max(0).optional();

/** What the graphs can express, and no more: a value that is not listed here would be computed wrongly. */
const settings = z.object({
  type: z.literal('transformer'),
  'dec-cell': z.literal('ssru'),
  'transformer-decoder-autoreg': z.literal('rnn'),
  'transformer-preprocess': z.literal(''),
  'transformer-postprocess': z.literal('dan'),
  'transformer-postprocess-emb': z.literal('d').optional(),
  'transformer-postprocess-top': z.literal('').optional(),
  'transformer-ffn-activation': z.literal('relu'),
  'transformer-ffn-depth': z.literal(2),
  'transformer-decoder-ffn-depth': z.union([z.literal(0), z.literal(2)]).optional(),
  'transformer-rnn-projection': off,
  'transformer-train-position-embeddings': off,
  'transformer-no-projection': off,
  'transformer-tied-layers': none,
  'input-types': none,
  'lemma-dim-emb': z.literal(0).optional(),
  'right-left': off,
  'dim-emb': size,
  'transformer-heads': size,
  'transformer-dim-ffn': size,
  'enc-depth': layers,
  'dec-depth': layers,
});

/**
 * Reads the settings that a model file carries about itself. Refuses with `MODEL_NOT_READY` every architecture
 * but the one the graphs are built for: a post-norm transformer whose decoder layers are simple recurrent units.
 */
export function readArchitecture(items: ReadonlyMap<string, Item>, file: string): Architecture {
  const item = items.get(SETTINGS_ITEM);
  if (!item) throw refuse(file, `it has no item "${SETTINGS_ITEM}"`);
  if (item.data.length > MAX_SETTINGS_BYTES) throw refuse(file, `its settings are longer than ${MAX_SETTINGS_BYTES} bytes`);
  const end = item.data.indexOf(0);
  const parsed = settings.safeParse(parseYaml(item.data.toString('utf8', 0, end < 0 ? item.data.length : end), file));
  const issue = parsed.error?.issues[0];
  if (!parsed.success) throw refuse(file, `its architecture is not known: ${issue?.path.join('.')}: ${issue?.message}`);

  const found = parsed.data;
  const width = found['dim-emb'];
  const heads = found['transformer-heads'];
  if (width % (2 * heads) !== 0) throw refuse(file, `${heads} heads do not divide a width of ${width}`);
  return {
    width,
    heads,
    feedForward: found['transformer-dim-ffn'],
    encoderLayers: found['enc-depth'],
    decoderLayers: found['dec-depth'],
  };
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch (cause) {
    throw refuse(file, 'its settings are not YAML', cause);
  }
}
