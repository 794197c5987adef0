import type { AnyModel, Backend } from '../model.ts';
import { TASKS, type Task } from '../task.ts';
import { isNamed, modelName } from './candidates.ts';

/** What a route names: backends, models or `backend/model`. */
export interface Names {
  models: readonly string[];
  shadow?: string;
}

/** A line for each name that no backend or model answers to: the path in the settings, and what to write instead. */
export function unknownNames(backends: readonly Backend[], routes: Readonly<Record<Task, Names>>): string[] {
  return TASKS.flatMap((task) => {
    const { models, shadow } = routes[task];
    const isKnown = (name: string) =>
      backends.some((backend) => backend.name === name || servedAs(backend, task, name).length > 0);
    const told = (at: string) => (name: string) =>
      isKnown(name) ? [] : [`routes.${task}.${at}: no backend or model is called ${name}. ${instead(backends, task)}`];
    return [...models.flatMap(told('models')), ...(shadow === undefined ? [] : told('shadow')(shadow))];
  });
}

/** The models of a backend for a task that a name means. */
export function servedAs(backend: Backend, task: Task, name: string): readonly AnyModel[] {
  return backend.models().filter((model) => model.task === task && isNamed({ backend, model }, name));
}

function instead(backends: readonly Backend[], task: Task): string {
  const known = backends.flatMap((backend) => {
    const models = servedAs(backend, task, backend.name);
    return models.length > 0 ? [backend.name, ...models.map(({ id }) => modelName(backend.name, id))] : [];
  });
  return known.length > 0 ? `Write one of ${known.join(', ')}.` : 'Configure a backend for this task.';
}
