import { z } from 'zod';
import type { Classification, ClassifyOptions } from '../../../src/task.ts';
import { listOf } from '../../shared/list-of.ts';
import type { ReplyFields, TaskPrompt } from '../task-prompt.ts';

const reply = z.object({ label: z.string(), labels: listOf(z.string()).optional() });
const namesOf = (options: ClassifyOptions) => (options.labels ?? []).map(({ name }) => name);

/** A label without what models change when they write it: case, space around it, and how an accent is encoded. */
const plain = (label: string) => label.toWellFormed().normalize().trim().toLowerCase();

/** The label as the caller wrote it. Another word is not forgiven, nor a spelling that two labels could have. */
function known(names: readonly string[], written: string): string | undefined {
  if (names.includes(written)) return written;
  const [name, ...others] = names.filter((candidate) => plain(candidate) === plain(written));
  return others.length === 0 ? name : undefined;
}

/** The chosen labels first, each without a score: a chat model has none unless it gives log-probabilities. */
function classification(label: string, chosen: readonly string[], names: readonly string[]): Classification {
  const first = new Set([...chosen.filter((name) => name === label), ...chosen]);
  const ordered = [...new Set([label, ...first, ...names])];
  return { label, labels: [...first], scores: ordered.map((name) => ({ label: name, score: null })) };
}

/** Tokens that a label can take at most: it may be written letter by letter, escaped. */
const roomOf = (label: string) => 8 + 2 * Buffer.byteLength(label);

/** Takes options whose labels are already those of the classifier, where one was named. */
export const classifyPrompt: TaskPrompt<'classify'> = {
  rules: `You sort texts into labels. The settings list the labels that exist, some with a description or with examples.
Choose the label that fits the meaning of the text best, and write its name exactly as the settings do.
When several is true in the settings, also list every label that fits the text, or none when no label fits it.`,
  form: '{"label": "the name of the best label"}, and with several also "labels": ["each name that fits"]',
  settings: ({ labels = [], multiLabel, language }) => ({ labels, several: multiLabel, ...(language ? { language } : {}) }),
  room(options) {
    const rooms = namesOf(options).map(roomOf);
    const longest = Math.max(...rooms);
    return options.multiLabel ? longest + rooms.reduce((sum, room) => sum + room, 0) : longest;
  },
  fields(options): ReplyFields {
    const label = { type: 'string', enum: namesOf(options).map((name) => name.toWellFormed()) };
    return options.multiLabel ? { label, labels: { type: 'array', items: label } } : { label };
  },
  read(fields, options) {
    const parsed = reply.safeParse(fields);
    if (!parsed.success) return 'The field label is missing.';
    const names = namesOf(options);
    const label = known(names, parsed.data.label);
    if (label === undefined) return 'The label is not one of the settings.';
    if (!options.multiLabel) return classification(label, [label], names);
    if (!parsed.data.labels) return 'The field labels is missing.';
    const spelled = [...new Set(parsed.data.labels)];
    if (spelled.length > 2 * names.length) return 'The field labels holds more than the labels of the settings.';
    const chosen = spelled.map((written) => known(names, written));
    if (chosen.includes(undefined)) return 'One of the labels is not one of the settings.';
    return classification(
      label,
      chosen.filter((name) => name !== undefined),
      names,
    );
  },
};
