import type { Task } from '../task.ts';
import type { RouteConfig } from './schema.ts';

/** Tasks whose answers carry a confidence. */
const SURE_TASKS: ReadonlySet<Task> = new Set(['classify', 'sentiment']);

/** What is wrong within a route that the shape of the file does not show: one line each, with the path and what to write. */
export function checkRoute(task: Task, route: RouteConfig): string[] {
  const at = `routes.${task}`;
  const problems: string[] = [];
  if (route.shadow !== undefined && route.models.includes(route.shadow)) {
    problems.push(`${at}.shadow: ${route.shadow} answers already. Write a model that is not in use, or remove it.`);
  }
  if (new Set(route.models).size < route.models.length)
    problems.push(`${at}.models: a name stands there twice. Write each once.`);
  problems.push(...checkPolicy(task, route, at), ...checkWeights(route, at));
  return problems;
}

function checkPolicy(task: Task, { policy, minConfidence }: RouteConfig, at: string): string[] {
  if (policy !== 'cascade')
    return minConfidence === undefined ? [] : [`${at}.minConfidence: only for policy cascade. Remove it.`];
  if (!SURE_TASKS.has(task)) return [`${at}.policy: answers of ${task} carry no confidence. Write fallback.`];
  return minConfidence === undefined ? [`${at}.minConfidence: missing. Write a number from 0 to 1, such as 0.7.`] : [];
}

function checkWeights({ policy, weights, stickyBy, models }: RouteConfig, at: string): string[] {
  if (policy !== 'weighted')
    return Object.entries({ weights, stickyBy })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => `${at}.${name}: only for policy weighted. Remove it.`);
  if (!weights || !Object.values(weights).some((share) => share > 0))
    return [`${at}.weights: give at least one of the models a share above 0.`];
  return Object.keys(weights)
    .filter((name) => !models.includes(name))
    .map((name) => `${at}.weights.${name}: not in use. Write one of ${models.join(', ')}.`);
}
