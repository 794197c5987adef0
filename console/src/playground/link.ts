import type { Form } from './form.ts';
import type { TaskName } from './task.ts';

/** Options that may stand in an address, with the values each may have; absent where any short text will do. */
const OPTIONS: Partial<Record<keyof Form, readonly string[] | undefined>> = {
  language: undefined,
  classifier: undefined,
  source: undefined,
  target: undefined,
  formality: ['FORMAL', 'INFORMAL'],
  length: ['SHORT', 'MEDIUM', 'LONG'],
  format: ['PARAGRAPH', 'BULLETS', 'HEADLINE'],
  model: undefined,
  backend: undefined,
  strategy: ['AUTO', 'LOCAL_ONLY', 'FASTEST', 'CHEAPEST'],
  cache: ['USE', 'REFRESH', 'BYPASS'],
};

const OF_TASK: Readonly<Record<TaskName, readonly (keyof Form)[]>> = {
  classify: ['classifier', 'language'],
  sentiment: ['language'],
  translate: ['source', 'target', 'formality'],
  summarize: ['length', 'format', 'language'],
};
const OF_ALL: readonly (keyof Form)[] = ['model', 'backend', 'strategy', 'cache'];

/** The address of a form's options; the text is not in it. */
export function addressOf(task: TaskName, form: Form, defaults: Form): string {
  const query = new URLSearchParams();
  for (const name of [...OF_TASK[task], ...OF_ALL]) {
    const value = form[name];
    if (typeof value === 'string' && value !== defaults[name]) query.set(name, value);
  }
  return `/playground/${task}${query.size > 0 ? `?${query}` : ''}`;
}

/** The address with the text and labels too, after `#`: whoever opens it sees this very form. */
export function sharedAddressOf(task: TaskName, form: Form, defaults: Form): string {
  const fragment = new URLSearchParams({ text: form.text });
  if (task === 'classify' && !form.classifier)
    for (const { name, description } of form.labels) fragment.append('label', description ? `${name}: ${description}` : name);
  return `${addressOf(task, form, defaults)}#${fragment}`;
}

/** Longer values are no ids or tags of ours, only someone's attempt. */
const maxValueLength = 80;

/** The form with what an address says; what it says wrongly is passed over. */
export function formFrom(address: { query: URLSearchParams; fragment: URLSearchParams }, form: Form): Form {
  const changes: Record<string, unknown> = {};
  for (const [name, allowed] of Object.entries(OPTIONS)) {
    const value = address.query.get(name);
    if (value !== null && value.length <= maxValueLength && (allowed?.includes(value) ?? true)) changes[name] = value;
  }
  const text = address.fragment.get('text');
  if (text !== null) changes.text = text;
  const labels = address.fragment.getAll('label').map((label) => {
    const [name = '', ...rest] = label.split(': ');
    return { name, description: rest.join(': ') };
  });
  if (labels.length > 0) changes.labels = labels;
  return { ...form, ...changes };
}
