import type { AnyModel, Backend, Model } from '../../src/model.ts';
import type { Task } from '../../src/task.ts';
import type { Upstream } from './upstream.ts';
import { watchModels } from './watch-models.ts';

/** A backend whose models are behind `upstream`, which it closes with itself. A model that the provider refuses is not healthy. */
export function remoteBackend(name: string, kind: string, given: readonly AnyModel[], upstream: Upstream): Backend {
  const watch = watchModels(name);
  const models = given.map((model) => watch.over<Task>(model as unknown as Model<Task>) as AnyModel);
  const ids = [...new Set(models.map(({ id }) => id))];
  const health = () => ids.map(watch.health);
  return {
    name,
    kind,
    local: false,
    models: () => models,
    endpoint: upstream.endpoint,
    health: () => ({ healthy: health().some(({ state }) => state !== 'FAILED'), models: health() }),
    close: () => upstream.close(),
  };
}
