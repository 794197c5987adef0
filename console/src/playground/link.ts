import type { Form, LabelDraft } from './form.ts';
import type { TaskName } from './task.ts';

/** Options that may stand in an address, with the values each may have; absent where any short text will do. */
const OPTIONS: Partial<Record<keyof Form, readonly string[] | undefined>> = {
  language: undefined,
  classifier: undefined,
  multiLabel: ['true', 'false'],
  threshold: undefined,
  source: undefined,
  target: undefined,
  formality: ['FORMAL', 'INFORMAL'],
  length: ['SHORT', 'MEDIUM', 'LONG'],
  format: ['PARAGRAPH', 'BULLETS', 'HEADLINE'],
  model: undefined,
  backend: undefined,
  strategy: ['AUTO', 'LOCAL_ONLY', 'FASTEST', 'CHEAPEST'],
  fallback: ['true', 'false'],
  timeoutMs: undefined,
  cache: ['USE', 'REFRESH', 'BYPASS'],
};

const OF_TASK: Readonly<Record<TaskName, readonly (keyof Form)[]>> = {
  classify: ['classifier', 'multiLabel', 'threshold', 'language'],
  sentiment: ['language'],
  translate: ['source', 'target', 'formality'],
  summarize: ['length', 'format', 'language'],
};
const OF_ALL: readonly (keyof Form)[] = ['model', 'backend', 'strategy', 'fallback', 'timeoutMs', 'cache'];

/** The address of a form's options; the text is not in it. */
export function addressOf(task: TaskName, form: Form, defaults: Form): string {
  const query = new URLSearchParams();
  for (const name of [...OF_TASK[task], ...OF_ALL]) if (form[name] !== defaults[name]) query.set(name, String(form[name]));
  return `/playground/${task}${query.size > 0 ? `?${query}` : ''}`;
}

/** The address with the text and labels too, after `#`: whoever opens it sees this very form. */
export function sharedAddressOf(task: TaskName, form: Form, defaults: Form): string {
  const fragment = new URLSearchParams({ text: form.text });
  if (task === 'classify' && !form.classifier)
    for (const { name, description } of form.labels) {
      fragment.append('label', name);
      if (description) fragment.append('about', description);
    }
  return `${addressOf(task, form, defaults)}#${fragment}`;
}

/** Longer values are no ids or tags of ours, only someone's attempt. */
const maxValueLength = 80;

/** A value of an address as the field it is for holds it; undefined where it is no such value. */
function valueFor(name: keyof Form, text: string): string | number | boolean | undefined {
  if (text.length > maxValueLength || !(OPTIONS[name]?.includes(text) ?? true)) return undefined;
  if (name === 'multiLabel' || name === 'fallback') return text === 'true';
  if (name !== 'threshold') return name === 'timeoutMs' && !(Number(text) > 0) ? undefined : text;
  const share = text === '' ? Number.NaN : Number(text);
  return share >= 0 && share <= 1 ? share : undefined;
}

/** The labels of an address, each with the description that follows it. A name that came before is passed over. */
function labelsOf(fragment: URLSearchParams): readonly LabelDraft[] {
  const labels = new Map<string, LabelDraft>();
  let latest: LabelDraft | undefined;
  for (const [kind, text] of fragment) {
    if (kind === 'label') {
      latest = text === '' || labels.has(text) ? undefined : { name: text, description: '' };
      if (latest) labels.set(text, latest);
    } else if (kind === 'about' && latest) latest.description = text;
  }
  return [...labels.values()];
}

/** The form with what an address says; what it says wrongly is passed over. */
export function formFrom(address: { query: URLSearchParams; fragment: URLSearchParams }, form: Form): Form {
  const changes: Record<string, unknown> = {};
  for (const name of Object.keys(OPTIONS) as (keyof Form)[]) {
    const text = address.query.get(name);
    const value = text === null ? undefined : valueFor(name, text);
    if (value !== undefined) changes[name] = value;
  }
  const text = address.fragment.get('text');
  if (text !== null) changes.text = text;
  const labels = labelsOf(address.fragment);
  if (labels.length > 0) changes.labels = labels;
  return { ...form, ...changes };
}
