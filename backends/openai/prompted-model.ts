import { GatewayError } from '../../src/errors.ts';
import type { Model } from '../../src/model.ts';
import type { ClassifyOptions, Options, Task } from '../../src/task.ts';
import type { ChatModel } from './chat-model.ts';
import { completeAll } from './complete-all.ts';
import { listenTo } from './listen-to.ts';
import type { OpenaiSettings } from './settings.ts';

const isClassify = (task: Task, _options: Options<Task>): _options is ClassifyOptions => task === 'classify';

/** A classifier of the settings stands for its labels. */
function withLabels<T extends Task>(task: T, options: Options<T>, { classifiers }: OpenaiSettings): Options<T> {
  if (!isClassify(task, options) || options.classifier === undefined) return options;
  const labels = classifiers[options.classifier] ?? [];
  return { ...options, labels: labels.map((label) => (typeof label === 'string' ? { name: label } : label)) };
}

function supports(task: Task, options: Options<Task>, { classifiers, logprobs }: OpenaiSettings): true | GatewayError {
  if (!isClassify(task, options)) return true;
  const { classifier, multiLabel, threshold } = options;
  if (classifier !== undefined && !Object.hasOwn(classifiers, classifier)) {
    const supported = { values: Object.keys(classifiers) };
    return new GatewayError('NOT_FOUND', 'This backend has no classifier of that id.', { path: ['classifier'], supported });
  }
  if (multiLabel && threshold !== undefined && !logprobs) {
    return new GatewayError('UNSUPPORTED_OPTION', 'This model gives no scores that a threshold could be held against.', {
      path: ['threshold'],
    });
  }
  return true;
}

/** A chat model as the model of one task. */
export function promptedModel<T extends Task>(chatModel: ChatModel<T>): Model<T> {
  const { task, ref, settings, remoteModel, plain } = chatModel;
  return {
    id: ref.id,
    version: ref.version,
    task,
    info: { languages: [], pairs: [], labels: [], quality: [], prices: settings.prices[remoteModel] },
    maxBatch: settings.maxBatch,
    supports: (options) => supports(task, options, settings),
    async run(batch, call) {
      const { texts, sinks } = batch;
      const options = withLabels(task, batch.options, settings);
      const [text, ...others] = texts;
      if (text === undefined) return [];
      const [sink] = sinks ?? [];
      if (!sink || !plain || others.length > 0) return completeAll(chatModel, { texts, options }, call);
      return [await listenTo(chatModel, { plain, options, sink }, text, call)];
    },
  };
}
