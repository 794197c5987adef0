import { z } from 'zod';
import type { SentimentLabel } from '../../../src/task.ts';
import type { TaskPrompt } from '../task-prompt.ts';

const SENTIMENTS: readonly SentimentLabel[] = ['POSITIVE', 'NEUTRAL', 'NEGATIVE'];
const reply = z.object({
  label: z
    .string()
    .trim()
    .toUpperCase()
    .pipe(z.enum(['POSITIVE', 'NEUTRAL', 'NEGATIVE'])),
});

export const sentimentPrompt: TaskPrompt<'sentiment'> = {
  rules: `You judge the attitude that the writer of a text expresses towards what the text is about.
POSITIVE means praise, liking, joy or hope. NEGATIVE means criticism, dislike, anger, sorrow or fear.
NEUTRAL means that no attitude shows, or that praise and criticism balance. Judge what is meant, also where it is irony.`,
  form: '{"label": "POSITIVE, NEUTRAL or NEGATIVE"}',
  settings: ({ language }) => (language ? { language } : {}),
  room: () => 16,
  fields: () => ({ label: { type: 'string', enum: SENTIMENTS } }),
  read(fields) {
    const parsed = reply.safeParse(fields);
    if (!parsed.success) return 'The field label must be POSITIVE, NEUTRAL or NEGATIVE.';
    const { label } = parsed.data;
    const ordered = [label, ...SENTIMENTS.filter((other) => other !== label)];
    return { label, scores: ordered.map((name) => ({ label: name, score: null })) };
  },
};
