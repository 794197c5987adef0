import type { Result, Task } from '../../src/task.ts';
import type { Answered } from '../ask/ask.ts';
import type { Ink } from './ink.ts';

const percent = (score: number | null | undefined): string => (score == null ? '' : score.toFixed(2));

type ToLine<T extends Task> = (value: Result<T>, confidence: number | undefined, ink: Ink) => string;

const TO_LINE: { readonly [T in Task]: ToLine<T> } = {
  classify: ({ label, labels, scores }, confidence, ink) => {
    if (labels.length === 1 && labels[0] === label) return `${ink.strong(label)}\t${percent(confidence ?? scores[0]?.score)}`;
    const scoreOf = new Map(scores.map(({ label: name, score }) => [name, score]));
    return labels.map((name) => `${ink.strong(name)}\t${percent(scoreOf.get(name))}`).join('\t');
  },
  sentiment: ({ label, scores }, confidence, ink) => {
    const paint = { POSITIVE: ink.good, NEUTRAL: ink.plain, NEGATIVE: ink.bad }[label];
    return `${paint(label)}\t${percent(confidence ?? scores[0]?.score)}`;
  },
  translate: ({ text }, _, ink) => ink.plain(text),
  summarize: ({ text }, _, ink) => ink.plain(text),
};

/** An answer as people read it. A label and its score are divided by a tab. */
export function answerLine<T extends Task>(task: T, { value, confidence }: Answered<T>, ink: Ink): string {
  return TO_LINE[task](value, confidence, ink);
}
