import type { AnyModel, Backend } from '../model.ts';
import { TASKS, type Task } from '../task.ts';
import { isNamed, modelName } from './candidates.ts';

/** What a route names: backends, models or `backend/model`. */
export interface Names {
  models: readonly string[];
  shadow?: string;
  /** None of them may mean a model that is not on this machine. */
  localOnly?: boolean;
}

/**
 * A line for each name that no backend or model answers to, and for each that leads elsewhere where texts are to stay: the path in the
 * settings, and what to write instead.
 */
export function wrongNames(backends: readonly Backend[], routes: Readonly<Record<Task, Names>>): string[] {
  return TASKS.flatMap((task) => {
    const { models, shadow, localOnly } = routes[task];
    const isKnown = (name: string) =>
      backends.some((backend) => backend.name === name || servedAs(backend, task, name).length > 0);
    const told = (at: string) => (name: string) => {
      const path = `routes.${task}.${at}`;
      if (!isKnown(name)) return [`${path}: no backend or model is called ${name}. ${instead(backends, task)}`];
      const elsewhere = backends.find(
        (backend) => !backend.local && (backend.name === name || servedAs(backend, task, name).length > 0),
      );
      if (!localOnly || !elsewhere) return [];
      return [
        `${path}: ${name} means a model of ${elsewhere.name}, which is not on this machine, and localOnly is true. Remove it.`,
      ];
    };
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
