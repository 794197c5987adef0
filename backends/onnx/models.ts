/** From what manifests say is served to the models that the gateway sees. */
import { createHash } from 'node:crypto';
import type { AnyModel, Model, ModelInfo } from '../../src/model.ts';
import type { InferenceClient } from './engine.ts';
import type { ModelFolder, Serves } from './manifest.ts';
import { fixedLabelModel } from './tasks/fixed-labels.ts';
import type { ModelSpec } from './tasks/model-spec.ts';
import { pivotModel } from './tasks/pivot.ts';
import { sentimentModel } from './tasks/sentiment.ts';
import { extractiveModel } from './tasks/summarize.ts';
import { translateModel } from './tasks/translate.ts';
import { zeroShotModel } from './tasks/zero-shot.ts';

type Build = (spec: ModelSpec, inference: InferenceClient) => AnyModel;

const BUILDERS: Readonly<Record<Exclude<Serves['task'], 'embed'>, Build>> = {
  sentiment: sentimentModel,
  classify: (spec, inference) => (spec.info.labels.length > 0 ? fixedLabelModel : zeroShotModel)(spec, inference),
  translate: translateModel,
  summarize: extractiveModel,
};

function infoOf({ manifest }: ModelFolder, { labels, languages, pairs, quality }: Serves): ModelInfo {
  const sizeBytes = Object.values(manifest.files).reduce((total, { bytes }) => total + bytes, 0);
  return { labels, languages, pairs, quality, sizeBytes, ...(manifest.license ? { license: manifest.license } : {}) };
}

/** The folder's version, and eight hexadecimal digits of what shapes the answers: its files, and what it says of the task. With them change the keys of caches. */
function versionOf({ manifest }: ModelFolder, spec: Serves): string {
  const files = Object.entries(manifest.files).map(([path, { sha256 }]) => [path, sha256]);
  const { quality: _, ...shaping } = spec;
  const hash = createHash('sha256').update(JSON.stringify([files.toSorted(), manifest.window, shaping]));
  return `${manifest.version}+${hash.digest('hex').slice(0, 8)}`;
}

/** A model, and the folders that must be loaded for it: their ids. */
export interface Offer {
  model: AnyModel;
  folders: readonly string[];
}

/** What one folder offers. What is only embedded with is no model. */
export function offersOf(folder: ModelFolder, backend: string, inference: InferenceClient): readonly Offer[] {
  const { id: folderId, serves } = folder.manifest;
  return serves.flatMap((spec) => {
    if (spec.task === 'embed') return [];
    const { id, output, task } = spec;
    const version = versionOf(folder, spec);
    return {
      model: BUILDERS[task]({ id, version, backend, output, info: infoOf(folder, spec) }, inference),
      folders: [folderId],
    };
  });
}

const isTranslator = (offer: Offer): offer is Offer & { model: Model<'translate'> } => offer.model.task === 'translate';
const pairsOf = ({ model }: Offer): readonly string[] => model.info.pairs.map(({ source, target }) => `${source} ${target}`);

/** Translators through a language in the middle, for the pairs that nothing translates yet. */
export function pivotsOf(offers: readonly Offer[]): readonly Offer[] {
  const translators = offers.filter(isTranslator);
  const known = new Set(translators.flatMap(pairsOf));
  const pivots: Offer[] = [];
  for (const first of translators)
    for (const second of translators) {
      const pivot = { model: pivotModel(first.model, second.model), folders: [...first.folders, ...second.folders] };
      const pairs = pairsOf(pivot);
      if (pairs.every((pair) => known.has(pair))) continue;
      for (const pair of pairs) known.add(pair);
      pivots.push(pivot);
    }
  return pivots;
}
