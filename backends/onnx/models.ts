/** From what manifests say is served to the models that the gateway sees. */
import type { AnyModel, Model, ModelInfo } from '../../src/model.ts';
import type { Lane } from './engine.ts';
import type { ModelFolder, Serves } from './manifest.ts';
import { fixedLabelModel } from './tasks/fixed-labels.ts';
import { pivotModel } from './tasks/pivot.ts';
import { sentimentModel } from './tasks/sentiment.ts';
import type { Served } from './tasks/served.ts';
import { extractiveModel } from './tasks/summarize.ts';
import { translateModel } from './tasks/translate.ts';
import { zeroShotModel } from './tasks/zero-shot.ts';

type Build = (served: Served, lane: Lane) => AnyModel;

const BUILDERS: Readonly<Record<Exclude<Serves['task'], 'embed'>, Build>> = {
  sentiment: sentimentModel,
  classify: (served, lane) => (served.info.labels.length > 0 ? fixedLabelModel : zeroShotModel)(served, lane),
  translate: translateModel,
  summarize: extractiveModel,
};

function infoOf({ manifest }: ModelFolder, { labels, languages, pairs, quality }: Serves): ModelInfo {
  const sizeBytes = Object.values(manifest.files).reduce((total, { bytes }) => total + bytes, 0);
  return { labels, languages, pairs, quality, sizeBytes, ...(manifest.licence ? { licence: manifest.licence } : {}) };
}

/** The models of one folder. What is only embedded with is none. */
export function modelsOf(folder: ModelFolder, backend: string, lane: Lane): readonly AnyModel[] {
  return folder.manifest.serves.flatMap((serves) => {
    if (serves.task === 'embed') return [];
    const { id, output } = serves;
    return BUILDERS[serves.task]({ id, version: folder.manifest.version, backend, output, info: infoOf(folder, serves) }, lane);
  });
}

/** Translators through a language in the middle, for the pairs that no model translates at once. */
export function pivotsOf(models: readonly AnyModel[]): readonly Model<'translate'>[] {
  const translators = models.filter((model) => model.task === 'translate');
  const known = new Set(translators.flatMap(({ info }) => info.pairs.map(({ source, target }) => `${source} ${target}`)));
  const pivots: Model<'translate'>[] = [];
  for (const first of translators)
    for (const second of translators) {
      const source = first.info.pairs.find(({ target }) => second.info.pairs.some((pair) => pair.source === target))?.source;
      const target = second.info.pairs.find((pair) => first.info.pairs.some((one) => one.target === pair.source))?.target;
      if (!source || !target || source === target || known.has(`${source} ${target}`)) continue;
      known.add(`${source} ${target}`);
      pivots.push(pivotModel(first, second));
    }
  return pivots;
}
