import type { Options, Result, Task } from '../task.ts';

type Fits = { readonly [T in Task]: (value: Result<T>, text: string, options: Options<T>) => boolean };

/** What every answer to a question has, whatever model gave it. */
const FITS: Fits = {
  classify({ label, labels, scores }, _, asked) {
    if (!asked.labels) return true;
    const names = new Set(asked.labels.map(({ name }) => name));
    return [label, ...labels, ...scores.map((score) => score.label)].every((name) => names.has(name));
  },
  sentiment: () => true,
  translate: ({ target, source }, _, asked) => target === asked.target && (asked.source === undefined || source === asked.source),
  summarize: ({ sentences = [] }, text) =>
    sentences.every((sentence) => sentence.end <= text.length && text.slice(sentence.start, sentence.end) === sentence.text),
};

/** Whether a value can be the answer to this text with these options: labels that were asked for, sentences of the text. */
export function answersQuestion<T extends Task>(task: T, value: Result<T>, text: string, options: Options<T>): boolean {
  return FITS[task](value, text, options);
}
