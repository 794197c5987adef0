import type { Gateway, ModelEntry } from '../../src/gateway.ts';
import { TASKS, type Task } from '../../src/task.ts';
import type { Ink } from './ink.ts';
import { table } from './table.ts';

interface Running {
  /** Of the server, without a path. */
  url: string;
  gateway: Gateway;
  startedInMs: number;
}

/** What a start says: the address, and for each task the models with version and load time. */
export function banner({ url, gateway, startedInMs }: Running, version: string, ink: Ink): string {
  const entries = gateway.models();
  const tasks = TASKS.map((task) => [`  ${task}`, entries.flatMap((entry) => serving(entry, task)).join(', ') || 'no model']);
  const absent = entries.filter(({ models }) => models.length === 0);
  return [
    `Lingraph ${version} at ${ink.strong(`${url}/graphql`)}, ready in ${(startedInMs / 1000).toFixed(1)} s`,
    ink.plain(table(tasks)),
    ...absent.map(({ id, health }) => `  ${ink.bad('not loaded')}  ${ink.plain(`${id}: ${health.detail ?? health.state}`)}`),
    '',
  ].join('\n');
}

function serving({ models, health }: ModelEntry, task: Task): string[] {
  const loaded = health.loadMs === undefined ? '' : ` (${Math.round(health.loadMs)} ms)`;
  return models.filter((model) => model.task === task).map(({ id, version }) => `${id}@${version}${loaded}`);
}
