/** What runs, in the shape of the schema. */
import type { Gateway, ModelEntry } from '../src/gateway.ts';
import type { Backend, ModelInfo, ModelRef, ModelState, QualityFigure } from '../src/model.ts';
import type { ChainState } from '../src/table.ts';
import type { Task } from '../src/task.ts';

export interface ModelView {
  __typename: 'Model';
  id: string;
  version: string;
  backendName: string;
  tasks: readonly Uppercase<Task>[];
  state: ModelState;
  detail?: string;
  languages: readonly string[];
  pairs: ModelInfo['pairs'];
  labels: readonly string[];
  license?: string;
  sizeBytes?: number;
  quality: readonly QualityFigure[];
  chainState?: ChainState;
}

export interface BackendView {
  __typename: 'Backend';
  id: string;
  kind: string;
  healthy: boolean;
  local: boolean;
  memoryBytes?: number;
}

export interface Catalog {
  /** In the order of their ids. */
  models: readonly ModelView[];
  /** In the order of the settings. */
  backends: readonly BackendView[];
  model(id: string): ModelView | undefined;
  backend(id: string): BackendView | undefined;
}

/** Takes one look at the gateway. */
export function catalogOf(gateway: Gateway): Catalog {
  const models = gateway
    .models()
    .map(viewModel)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const backends = gateway.backends().map(viewBackend);
  const modelsById = new Map(models.map((model) => [model.id, model]));
  const backendsById = new Map(backends.map((backend) => [backend.id, backend]));
  return { models, backends, model: (id) => modelsById.get(id), backend: (id) => backendsById.get(id) };
}

/** The id of a model in the schema. */
export function modelId(backend: string, model: string): string {
  return `${backend}/${model}`;
}

/** A model that has answered and left the table since. */
export function departedModel({ id, version, backend }: ModelRef): ModelView {
  const none = { tasks: [], languages: [], pairs: [], labels: [], quality: [] };
  return { __typename: 'Model', id: modelId(backend, id), version, backendName: backend, state: 'DRAINING', ...none };
}

/** A backend that has left the settings since. */
export function departedBackend(name: string): BackendView {
  return { __typename: 'Backend', id: name, kind: '', healthy: false, local: false };
}

function viewModel({ id, backend, health, models, chainState }: ModelEntry): ModelView {
  const infos = models.map((model) => model.info);
  const [first] = infos;
  return {
    __typename: 'Model',
    id: modelId(backend.name, id),
    version: models[0]?.version ?? '',
    backendName: backend.name,
    tasks: models.map((model) => upper(model.task)),
    state: health.state === 'READY' && chainState?.breaker && chainState.breaker.state() !== 'CLOSED' ? 'DEGRADED' : health.state,
    detail: health.detail,
    languages: [...new Set(infos.flatMap((info) => info.languages))],
    pairs: infos.flatMap((info) => info.pairs),
    labels: infos.flatMap((info) => info.labels),
    license: first?.license,
    sizeBytes: first?.sizeBytes,
    quality: infos.flatMap((info) => info.quality),
    chainState,
  };
}

function viewBackend(backend: Backend): BackendView {
  const { healthy = true, memoryBytes } = backend.health?.() ?? {};
  return { __typename: 'Backend', id: backend.name, kind: backend.kind, healthy, local: backend.local, memoryBytes };
}

function upper(task: Task): Uppercase<Task> {
  const names = { classify: 'CLASSIFY', sentiment: 'SENTIMENT', translate: 'TRANSLATE', summarize: 'SUMMARIZE' } as const;
  return names[task];
}
