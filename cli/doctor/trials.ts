import { GatewayError } from '../../src/errors.ts';
import type { Model, ModelInfo } from '../../src/model.ts';
import type { ClassifyOptions, Options, Task } from '../../src/task.ts';

/** What a model is asked to see whether it works. */
export interface Trial<T extends Task> {
  text: string;
  options: Options<T>;
}

type Trials = { readonly [T in Task]: (model: Model<T>) => Trial<T> };

const TRIALS: Trials = {
  classify: (model) => ({ text: 'My parcel has not arrived yet.', options: { ...classification(model), ...languageOf(model) } }),
  sentiment: (model) => ({ text: 'The new version is wonderful.', options: languageOf(model) }),
  translate: (model) => ({ text: 'Good morning, everyone.', options: pairOf(model) }),
  summarize: (model) => ({
    text: 'The bridge was closed on Monday. Engineers had found a crack in a pillar. It will open again in May, the city says.',
    options: { length: 'SHORT', format: 'PARAGRAPH', ...languageOf(model) },
  }),
};

/** A trial that the model supports by its own account: with its labels, its languages, one of its pairs. */
export function trialFor<T extends Task>(model: Model<T>): Trial<T> {
  return TRIALS[model.task](model);
}

function languageOf({ info: { languages } }: { info: ModelInfo }): { language: string } {
  const [first = 'en'] = languages;
  return { language: languages.includes('en') ? 'en' : first };
}

/** Labels of the caller, or the fixed ones of the model: it says itself by which id they are asked for. */
function classification(model: Model<'classify'>): ClassifyOptions {
  const labels = { labels: [{ name: 'delivery' }, { name: 'payment' }], multiLabel: false };
  if (model.supports({ ...labels, ...languageOf(model) }) === true) return labels;
  const fixed = model.supports({ classifier: '', multiLabel: false, ...languageOf(model) });
  const [classifier] = (fixed instanceof GatewayError && fixed.supported?.values) || [];
  return classifier === undefined ? labels : { classifier, multiLabel: false };
}

function pairOf(model: Model<'translate'>): Options<'translate'> {
  const usual = { source: 'en', target: 'pt' };
  const [pair] = model.info.pairs;
  return !pair || model.supports(usual) === true ? usual : { source: pair.source, target: pair.target };
}
