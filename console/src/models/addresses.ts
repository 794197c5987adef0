import type { Task } from '../generated/graphql.ts';
import { TASKS, type TaskName, taskEnum } from '../playground/task.ts';

/** The page of a model. Ids hold a slash, which stays one. */
export function modelAddress(id: string): string {
  return `/models/${id.split('/').map(encodeURIComponent).join('/')}`;
}

/** What `classifier` takes: the model's name without its backend. */
export function classifierId(modelId: string): string {
  return modelId.slice(modelId.indexOf('/') + 1);
}

/** The playground with this model chosen, and its own labels where it has them. */
export function tryAddress(task: TaskName, { id, labels }: { id: string; labels: readonly string[] }): string {
  const query = new URLSearchParams({ model: id });
  if (task === 'classify' && labels.length > 0) query.set('classifier', classifierId(id));
  return `/playground/${task}?${query}`;
}

export function taskNames(tasks: readonly Task[]): readonly TaskName[] {
  return TASKS.filter((task) => tasks.includes(taskEnum(task)));
}
