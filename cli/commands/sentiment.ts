import { type Command, Option } from 'commander';
import { addTask } from '../task-command.ts';
import type { World } from '../world.ts';

export function addSentiment(program: Command, world: World): void {
  addTask(program, world, {
    task: 'sentiment',
    description: 'say whether texts are positive, neutral or negative',
    flags: [new Option('-l, --language <tag>', 'the language of the texts; found out when absent')],
    examples: ['lingraph sentiment "I love it" "It broke"', 'lingraph sentiment --file reviews.txt --ndjson'],
    optionsOf: ({ language }: { language?: string }) => ({ language }),
  });
}
