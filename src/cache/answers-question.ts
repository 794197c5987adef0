import type { Options, Result, Task } from '../task.ts';

type Fits = { readonly [T in Task]: (value: Result<T>, text: string, options: Options<T>) => boolean };

const namesOf = (scores: readonly { label: string }[]) => scores.map(({ label }) => label);

/** Callers are given a label once; a list of any length would not be bounded by what was asked. */
const isEachOnce = (names: readonly string[]) => new Set(names).size === names.length;

/** What every answer to a question has, whatever model gave it. */
const FITS: Fits = {
  classify({ label, labels, scores }, _, asked) {
    if (!isEachOnce(labels) || !isEachOnce(namesOf(scores))) return false;
    if (!asked.labels) return true;
    const names = new Set(asked.labels.map(({ name }) => name));
    return [label, ...labels, ...scores.map((score) => score.label)].every((name) => names.has(name));
  },
  sentiment: ({ scores }) => isEachOnce(namesOf(scores)),
  translate: ({ target, source }, _, asked) => target === asked.target && (asked.source === undefined || source === asked.source),
  summarize: ({ sentences = [] }, text) =>
    sentences.every((sentence) => sentence.end <= text.length && text.slice(sentence.start, sentence.end) === sentence.text),
};

/** Whether a value can be the answer to this text with these options: labels that were asked for, sentences of the text. */
export function answersQuestion<T extends Task>(task: T, value: Result<T>, text: string, options: Options<T>): boolean {
  return FITS[task](value, text, options);
}
