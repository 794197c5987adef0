/** The fields that say what runs. */
import type { ModelRef } from '../src/model.ts';
import { type BackendView, departedBackend, departedModel, type ModelView, modelId } from './catalog.ts';
import { connectionOf, type Page } from './connection.ts';
import type { RequestContext } from './context.ts';

export const modelFields = {
  Query: {
    models: (_: unknown, { task, ...page }: Page & { task?: string | null }, { catalog }: RequestContext) => {
      const { models } = catalog();
      return connectionOf(task ? models.filter((model) => model.tasks.some((served) => served === task)) : models, page);
    },
    model: (_: unknown, { id }: { id: string }, { catalog }: RequestContext) => catalog().model(id),
    backends: (_: unknown, __: unknown, { catalog }: RequestContext) => catalog().backends,
    node: (_: unknown, { id }: { id: string }, { catalog }: RequestContext) => catalog().backend(id) ?? catalog().model(id),
  },
  Model: {
    backend: ({ backendName }: ModelView, _: unknown, { catalog }: RequestContext) =>
      catalog().backend(backendName) ?? departedBackend(backendName),
  },
  Backend: {
    models: ({ id }: BackendView, _: unknown, { catalog }: RequestContext) =>
      catalog().models.filter((model) => model.backendName === id),
  },
  TaskMeta: {
    model: ({ model }: { model: ModelRef }, _: unknown, { catalog }: RequestContext) =>
      catalog().model(modelId(model.backend, model.id)) ?? departedModel(model),
    backend: ({ model }: { model: ModelRef }, _: unknown, { catalog }: RequestContext) =>
      catalog().backend(model.backend) ?? departedBackend(model.backend),
  },
};
