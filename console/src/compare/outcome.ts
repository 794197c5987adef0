import type { TaskAnswer } from '../playground/task.ts';

/** What an answer says in one cell: its label or its text. */
export function outcomeOf(answer: TaskAnswer): string {
  switch (answer.__typename) {
    case 'Classification':
      return answer.labels.length > 0 ? answer.labels.join('; ') : answer.label;
    case 'Sentiment':
      return answer.label;
    default:
      return answer.text;
  }
}

/** How far answers agree: the most common one, and how many gave it. */
export function agreementOf(outcomes: readonly string[]): { outcome: string; share: number } | undefined {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most && { outcome: most[0], share: most[1] };
}
