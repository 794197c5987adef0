import type { Backend } from '../model.ts';
import { type Names, servedAs } from '../routing/check-names.ts';
import { TASKS, type Task } from '../task.ts';
import type { RouteConfig } from './schema.ts';
import { SettingsError } from './settings-error.ts';

type Route = Names & Pick<RouteConfig, 'stickyBy'>;
type Routes = Readonly<Record<Task, Route>>;

/**
 * What an operator should know of backends that do nothing and of routes that lead nowhere: a line each, with the path and what to write.
 * Throws a SettingsError for a backend that can never serve. One whose models are files may, once they are sound.
 * `embedder` is the backend whose embeddings are in use.
 */
export function checkUse(backends: readonly Backend[], routes: Routes, embedder?: Backend): string[] {
  const empty = backends.filter((backend) => backend.models().length === 0 && backend !== embedder);
  const never = empty
    .filter(({ local }) => !local)
    .map(({ name }) => `backends.${name}: no task is given a model. Give one, or remove it.`);
  if (never.length > 0) throw new SettingsError(`Not every backend serves:\n${never.join('\n')}`);
  const idle = backends.filter((backend) => backend !== embedder && !empty.includes(backend) && !isUsed(backend, routes));
  return [
    ...empty.map(({ name }) => `backends.${name}: serves no task. Look at \`lingraph models list\`, or remove it.`),
    ...idle.map(
      (backend) => `backends.${backend.name}: no route uses it. Name it in routes.${tasksOf(backend)}.models, or remove it.`,
    ),
    ...TASKS.flatMap((task) => [...deadEnd(backends, task, routes[task].models), ...oneTenant(task, routes[task])]),
  ];
}

const tasksOf = (backend: Backend): string => [...new Set(backend.models().map(({ task }) => task))].join('.models or routes.');

function isUsed(backend: Backend, routes: Routes): boolean {
  return TASKS.some((task) => {
    const { models, shadow } = routes[task];
    return [...models, ...(shadow === undefined ? [] : [shadow])].some((name) => servedAs(backend, task, name).length > 0);
  });
}

/** A route of which nothing serves the task, though something else would. */
function deadEnd(backends: readonly Backend[], task: Task, models: readonly string[]): string[] {
  const serving = backends.filter((backend) => servedAs(backend, task, backend.name).length > 0);
  const isServed = backends.some((backend) => models.some((name) => servedAs(backend, task, name).length > 0));
  if (isServed || serving.length === 0) return [];
  return [`routes.${task}.models: nothing there serves this task. Write one of ${serving.map(({ name }) => name).join(', ')}.`];
}

/** Shares by tenant, while there are no keys to tell tenants apart by. */
function oneTenant(task: Task, { stickyBy }: Route): string[] {
  if (stickyBy !== 'tenant') return [];
  return [`routes.${task}.stickyBy: every caller is the tenant public, so one model gets all texts. Write text, or remove it.`];
}
