import { z } from 'zod';
import type { SummarizeOptions, Summary } from '../../../src/task.ts';
import { listOf } from '../../shared/list-of.ts';
import type { Problem, ReplyFields, TaskPrompt } from '../task-prompt.ts';

const prose = z.object({ summary: z.string().trim().min(1) });
const points = z.object({ points: listOf(z.string().trim().min(1)).refine(({ length }) => length > 0) });

const LENGTHS: Readonly<Record<SummarizeOptions['format'], Readonly<Record<SummarizeOptions['length'], string>>>> = {
  PARAGRAPH: { SHORT: 'one or two sentences', MEDIUM: 'three to five sentences', LONG: 'six to ten sentences' },
  BULLETS: { SHORT: 'two or three points', MEDIUM: 'four to six points', LONG: 'seven to ten points' },
  HEADLINE: { SHORT: 'at most eight words', MEDIUM: 'at most twelve words', LONG: 'at most eighteen words' },
};

const summary = (text: string): Summary => ({ text, method: 'ABSTRACTIVE' });
const BULLET = /^\s*[-*•–]\s+/;
const asBullets = (lines: readonly string[]) =>
  lines.map((line) => `- ${line.replace(BULLET, '').replace(/\s+/g, ' ')}`).join('\n');

const NOT_A_HEADLINE: Problem = 'A headline is a single line.';

export const summarizePrompt: TaskPrompt<'summarize'> = {
  rules: `You summarize texts. Say only what the text says, the most important first, in the language of the text.
The settings give the format and the extent: a paragraph is running prose, points are short and stand for themselves, a headline is a single line without a full stop.`,
  form: '{"summary": "..."} with the summary, or for the format bullets {"points": ["...", "..."]} with the points',
  settings: ({ length, format, language }) => ({
    format: format.toLowerCase(),
    extent: LENGTHS[format][length],
    ...(language ? { language } : {}),
  }),
  fields: ({ format }): ReplyFields =>
    format === 'BULLETS' ? { points: { type: 'array', items: { type: 'string' } } } : { summary: { type: 'string' } },
  read(fields, { format }) {
    if (format === 'BULLETS') {
      const parsed = points.safeParse(fields);
      return parsed.success ? summary(asBullets(parsed.data.points)) : 'The field points is missing or empty.';
    }
    const parsed = prose.safeParse(fields);
    if (!parsed.success) return 'The field summary is missing or empty.';
    return format === 'HEADLINE' && parsed.data.summary.includes('\n') ? NOT_A_HEADLINE : summary(parsed.data.summary);
  },
  plain: {
    form: 'the summary and nothing else; for the format bullets one point a line, each beginning with a hyphen and a space',
    read(text, { format }) {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      if (lines.length === 0) return 'The summary is empty.';
      if (format === 'HEADLINE' && lines.length > 1) return NOT_A_HEADLINE;
      if (format === 'BULLETS' && !lines.every((line) => BULLET.test(line))) return 'Each point begins with a hyphen.';
      // As it was handed out: what the caller has read is what is kept.
      return summary(text);
    },
  },
};
