import { type Command, Option } from 'commander';
import type { Formality } from '../../src/task.ts';
import { addTask } from '../task-command.ts';
import type { World } from '../world.ts';

interface Flags {
  to: string;
  from?: string;
  formality?: string;
}

export function addTranslate(program: Command, world: World): void {
  addTask(program, world, {
    task: 'translate',
    description: 'translate texts',
    flags: [
      new Option('-t, --to <tag>', 'the language to translate to').makeOptionMandatory(),
      new Option('--from <tag>', 'the language of the texts; found out when absent'),
      new Option('--formality <form>', 'where the model can choose').choices(['formal', 'informal']),
    ],
    examples: ['lingraph translate --to pt "Good morning"', 'lingraph translate --to en < linhas.txt > lines.txt'],
    optionsOf: ({ to, from, formality }: Flags) => ({
      target: to,
      source: from,
      formality: formality?.toUpperCase() as Formality | undefined,
    }),
  });
}
