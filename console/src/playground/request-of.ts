import type { LabelInput, RoutingInput } from '../generated/graphql.ts';
import type { Form, LabelDraft } from './form.ts';
import type { TaskName, TaskRequest } from './task.ts';

/** The routing of a form; absent when all of it is the default. */
function routingOf(form: Form): RoutingInput | undefined {
  const timeoutMs = Math.trunc(Number(form.timeoutMs)); // a browser takes 1e3 for a number too
  const routing: RoutingInput = {
    ...(form.model && { model: form.model }),
    ...(!form.model && form.backend && { backend: form.backend }),
    ...(!form.model && !form.backend && form.strategy !== 'AUTO' && { strategy: form.strategy }),
    ...(!form.fallback && { fallback: false }),
    ...(timeoutMs > 0 && { timeoutMs }),
    ...(form.cache !== 'USE' && { cache: form.cache }),
  };
  return Object.keys(routing).length > 0 ? routing : undefined;
}

function labelOf({ name, description }: LabelDraft): LabelInput {
  return { name, ...(description.trim() && { description: description.trim() }) };
}

/** The request a form stands for. Defaults are left out, so that the code tabs show only what was chosen. */
export function requestOf(task: TaskName, form: Form): TaskRequest {
  const { text } = form;
  const routing = routingOf(form);
  const language = form.language || undefined;
  const shared = { ...(language && { language }), ...(routing && { routing }) };
  switch (task) {
    case 'classify': {
      const labels = form.classifier ? { classifier: form.classifier } : { labels: form.labels.map(labelOf) };
      const several = form.multiLabel && { multiLabel: true, threshold: form.threshold };
      return { task, input: { text, ...labels, ...several, ...shared } };
    }
    case 'sentiment':
      return { task, input: { text, ...shared } };
    case 'translate':
      return {
        task,
        input: {
          text,
          target: form.target,
          ...(form.source && { source: form.source }),
          ...(form.formality && { formality: form.formality }),
          ...(routing && { routing }),
        },
      };
    case 'summarize':
      return {
        task,
        input: {
          text,
          ...(form.length !== 'MEDIUM' && { length: form.length }),
          ...(form.format !== 'PARAGRAPH' && { format: form.format }),
          ...shared,
        },
      };
  }
}

/** What keeps the form from being sent, in words for its author; undefined when nothing does. */
export function obstacle(task: TaskName, form: Form): string | undefined {
  if (form.text.trim() === '') return 'Type or paste a text first, or pick an example.';
  if (task === 'classify' && !form.classifier && form.labels.length < 2) return 'Add at least two labels.';
  return undefined;
}
