import type { Form } from './form.ts';
import type { TaskAnswer } from './task.ts';

/** The translation becomes the text, and the languages change sides; a source that was detected counts as chosen. */
export function swapped(form: Form, answer: TaskAnswer | undefined): Partial<Form> {
  const translation = answer?.__typename === 'Translation' ? answer : undefined;
  const source = form.source || translation?.source || (form.target === 'en' ? 'pt' : 'en');
  return { source: form.target, target: source, ...(translation && { text: translation.text }) };
}
