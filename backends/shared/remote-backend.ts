import { type AnyModel, type Backend, isAnswered, type Model, type ModelHealth } from '../../src/model.ts';
import type { Task } from '../../src/task.ts';
import type { Upstream } from './upstream.ts';

type Failures = Map<string, ModelHealth>;

/** Remembers that a provider refuses a model to us, until it answers again. */
function watched<T extends Task>(model: Model<T>, failures: Failures): Model<T> {
  const { id } = model;
  return {
    ...model,
    async run(texts, options, call) {
      const outcomes = await model.run(texts, options, call);
      for (const outcome of outcomes) {
        if (isAnswered(outcome)) failures.delete(id);
        else if ('code' in outcome.result && outcome.result.code === 'MODEL_AUTH_FAILED') {
          failures.set(id, { id, state: 'FAILED', detail: outcome.result.message });
        }
      }
      return outcomes;
    },
  };
}

/** A backend whose models are behind `upstream`, which it closes with itself. A model the provider refuses is not healthy. */
export function remoteBackend(name: string, kind: string, given: readonly AnyModel[], upstream: Upstream): Backend {
  const failures: Failures = new Map();
  const models = given.map((model) => watched<Task>(model as unknown as Model<Task>, failures) as AnyModel);
  const ids = [...new Set(models.map(({ id }) => id))];
  return {
    name,
    kind,
    local: false,
    models: () => models,
    endpoint: upstream.endpoint,
    health: () => ({
      healthy: failures.size < ids.length,
      models: ids.map((id) => failures.get(id) ?? { id, state: 'READY' }),
    }),
    close: () => upstream.close(),
  };
}
