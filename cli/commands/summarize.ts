import { type Command, Option } from 'commander';
import type { SummaryFormat, SummaryLength } from '../../src/task.ts';
import { addTask } from '../task-command.ts';
import type { World } from '../world.ts';

interface Flags {
  length: string;
  format: string;
  language?: string;
}

export function addSummarize(program: Command, world: World): void {
  addTask(program, world, {
    task: 'summarize',
    description: 'shorten texts to what matters',
    flags: [
      new Option('--length <length>', 'how much to keep').choices(['short', 'medium', 'long']).default('medium'),
      new Option('--format <format>', 'the form').choices(['paragraph', 'bullets', 'headline']).default('paragraph'),
      new Option('-l, --language <tag>', 'the language of the texts; found out when absent'),
    ],
    examples: ['lingraph summarize --whole --file report.txt', 'lingraph summarize --length short < paragraphs.txt'],
    optionsOf: ({ length, format, language }: Flags) => ({
      length: length.toUpperCase() as SummaryLength,
      format: format.toUpperCase() as SummaryFormat,
      language,
    }),
  });
}
