/** The fields that say what runs. */
import type { ModelRef } from '../src/model.ts';
import { type BackendView, type Catalog, departedBackend, departedModel, type ModelView, modelId } from './catalog.ts';
import { type Page, pageById } from './connection.ts';
import type { RequestContext } from './context.ts';

/** What runs, in an answer that nobody may then give again unasked. */
export function catalogNow({ catalog, caller }: RequestContext): Catalog {
  caller.cacheHint?.ofThisMoment();
  return catalog();
}

/** The property of that name, which may change at any time. */
function ofThisMoment(name: string) {
  return (source: Readonly<Record<string, unknown>>, _: unknown, { caller }: RequestContext) => {
    caller.cacheHint?.ofThisMoment();
    return source[name];
  };
}

export const modelFields = {
  Query: {
    models: (_: unknown, { task, ...page }: Page & { task?: string | null }, context: RequestContext) => {
      const { models } = catalogNow(context);
      return pageById(task ? models.filter((model) => model.tasks.some((served) => served === task)) : models, page);
    },
    model: (_: unknown, { id }: { id: string }, context: RequestContext) => catalogNow(context).model(id),
    backends: (_: unknown, __: unknown, context: RequestContext) => catalogNow(context).backends,
    node: (_: unknown, { id }: { id: string }, context: RequestContext) => {
      const { backend, model } = catalogNow(context);
      return backend(id) ?? model(id);
    },
  },
  Model: {
    backend: ({ backendName }: ModelView, _: unknown, { catalog }: RequestContext) =>
      catalog().backend(backendName) ?? departedBackend(backendName),
    state: ofThisMoment('state'),
    detail: ofThisMoment('detail'),
  },
  Backend: {
    healthy: ofThisMoment('healthy'),
    memoryBytes: ofThisMoment('memoryBytes'),
    models: ({ id }: BackendView, _: unknown, context: RequestContext) =>
      catalogNow(context).models.filter((model) => model.backendName === id),
  },
  TaskMeta: {
    model: ({ model }: { model: ModelRef }, _: unknown, { catalog }: RequestContext) =>
      catalog().model(modelId(model.backend, model.id)) ?? departedModel(model),
    backend: ({ model }: { model: ModelRef }, _: unknown, { catalog }: RequestContext) =>
      catalog().backend(model.backend) ?? departedBackend(model.backend),
  },
};
