import type { ModelCardFragment } from '../generated/graphql.ts';
import type { Form } from '../playground/form.ts';
import { type TaskName, taskEnum } from '../playground/task.ts';

type Known = Pick<ModelCardFragment, 'id' | 'tasks' | 'labels' | 'pairs'>;

/** Whether a model can answer what the form asks: labels of one's own, a language to translate into. */
function suits({ tasks, labels, pairs }: Known, task: TaskName, { target }: Pick<Form, 'target'>): boolean {
  if (!tasks.includes(taskEnum(task))) return false;
  if (task === 'classify') return labels.length === 0;
  return task !== 'translate' || pairs.length === 0 || pairs.some((pair) => pair.target === target);
}

/** A model that answers in none of the columns yet; undefined where all that could do. */
export function unusedModel(
  models: readonly Known[],
  columns: readonly Pick<Form, 'model'>[],
  task: TaskName,
  form: Pick<Form, 'target'>,
): string | undefined {
  return models.find((model) => suits(model, task, form) && !columns.some((column) => column.model === model.id))?.id;
}
