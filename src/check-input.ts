import { GatewayError } from './errors.ts';
import { isLanguageTag, sameLanguage } from './language.ts';
import {
  MAX_LABEL_DESCRIPTION_LENGTH,
  MAX_LABEL_EXAMPLE_LENGTH,
  MAX_LABEL_EXAMPLES,
  MAX_LABEL_NAME_LENGTH,
  MAX_LABELS,
  MAX_TEXT_LENGTH,
  MIN_LABELS,
} from './limits.ts';
import type { ClassifyOptions, Label, Options, Task, TranslateOptions } from './task.ts';

const invalid = (path: readonly string[], message: string) => new GatewayError('INPUT_INVALID', message, { path });

/** More than white space, control characters and those of zero width: of what looks empty a model could only invent an answer. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}]/u;

/** Undefined when the text may go on; else INPUT_INVALID or INPUT_TOO_LONG. */
export function checkText(task: Task, text: string): GatewayError | undefined {
  const most = MAX_TEXT_LENGTH[task];
  if (text.length > most) {
    const message = `The text has ${text.length} UTF-16 units; ${task} takes at most ${most}.`;
    return new GatewayError('INPUT_TOO_LONG', message, { path: ['text'] });
  }
  return VISIBLE.test(text) ? undefined : invalid(['text'], 'The text is empty or holds nothing that can be seen.');
}

/** Undefined when the options may go on; else INPUT_INVALID with the path of the field. */
export function checkOptions<T extends Task>(task: T, options: Options<T>): GatewayError | undefined {
  for (const field of ['language', 'source', 'target'] as const) {
    const tag = (options as Partial<Record<typeof field, string>>)[field];
    if (tag !== undefined && !isLanguageTag(tag)) return invalid([field], `${field} must be a BCP 47 tag such as en or pt-BR.`);
  }
  if (task === 'classify') return checkClassify(options as ClassifyOptions);
  return task === 'translate' ? checkTranslate(options as TranslateOptions) : undefined;
}

function checkTranslate({ source, target }: TranslateOptions): GatewayError | undefined {
  if (source === undefined || !sameLanguage(source, target)) return undefined;
  return invalid(['target'], 'Source and target are the same language.');
}

function checkClassify({ labels, classifier, threshold }: ClassifyOptions): GatewayError | undefined {
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1))
    return invalid(['threshold'], 'The threshold must be from 0 to 1.');
  if ((labels === undefined) === (classifier === undefined))
    return invalid(['labels'], 'Give exactly one of labels and classifier.');
  return labels && checkLabels(labels);
}

function checkLabels(labels: readonly Label[]): GatewayError | undefined {
  if (labels.length < MIN_LABELS || labels.length > MAX_LABELS) {
    return invalid(['labels'], `There must be ${MIN_LABELS} to ${MAX_LABELS} labels, but there are ${labels.length}.`);
  }
  const seen = new Set<string>();
  for (const [place, label] of labels.entries()) {
    const wrong = checkLabel(label, ['labels', String(place)]);
    if (wrong) return wrong;
    if (seen.has(label.name)) return invalid(['labels', String(place), 'name'], 'Two labels have the same name.');
    seen.add(label.name);
  }
  return undefined;
}

function checkLabel({ name, description, examples }: Label, path: readonly string[]): GatewayError | undefined {
  if (!VISIBLE.test(name)) return invalid([...path, 'name'], 'A label must have a name.');
  if (name.length > MAX_LABEL_NAME_LENGTH)
    return invalid([...path, 'name'], `A label name takes at most ${MAX_LABEL_NAME_LENGTH} UTF-16 units.`);
  if ((description?.length ?? 0) > MAX_LABEL_DESCRIPTION_LENGTH) {
    return invalid([...path, 'description'], `A label description takes at most ${MAX_LABEL_DESCRIPTION_LENGTH} UTF-16 units.`);
  }
  if ((examples?.length ?? 0) > MAX_LABEL_EXAMPLES)
    return invalid([...path, 'examples'], `A label takes at most ${MAX_LABEL_EXAMPLES} examples.`);
  const wrong = examples?.findIndex((example) => !VISIBLE.test(example) || example.length > MAX_LABEL_EXAMPLE_LENGTH) ?? -1;
  return wrong < 0
    ? undefined
    : invalid(
        [...path, 'examples', String(wrong)],
        `An example must hold text, of at most ${MAX_LABEL_EXAMPLE_LENGTH} UTF-16 units.`,
      );
}
