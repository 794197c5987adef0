import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ClassifyOptions, Label } from '../../src/task.ts';
import { CliFailure } from '../cli-failure.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { addTask } from '../task-command.ts';
import type { World } from '../world.ts';

interface Flags {
  labels?: Label[];
  label?: Label[];
  classifier?: string;
  multi?: boolean;
  threshold?: number;
  language?: string;
}

export function addClassify(program: Command, world: World): void {
  addTask(program, world, {
    task: 'classify',
    description: 'sort texts by labels of yours, or by a classifier with labels of its own',
    flags: [
      new Option('--labels <names>', 'the labels, divided by commas').argParser((text) => names(text)),
      new Option('--label <label>', 'one label, as "name" or "name: what it means"; may be repeated').argParser(label),
      new Option('--classifier <id>', 'a classifier with labels of its own: emotion, offensive').conflicts(['labels', 'label']),
      new Option('--multi', 'give every label that fits, not only the best'),
      new Option('--threshold <score>', 'with --multi, the score a label must reach').argParser(score),
      new Option('-l, --language <tag>', 'the language of the texts; found out when absent'),
    ],
    examples: [
      'lingraph classify --labels billing,delivery,other "Where is my parcel?"',
      'lingraph classify --classifier emotion --ndjson < messages.txt',
    ],
    optionsOf,
  });
}

function optionsOf({ labels = [], label = [], classifier, multi = false, threshold, language }: Flags): ClassifyOptions {
  const all = [...labels, ...label];
  if (all.length === 0 && !classifier) {
    throw new CliFailure('Say what to sort by: --labels a,b or --classifier emotion.', { exitCode: EXIT_CODE.usage });
  }
  return { ...(classifier ? { classifier } : { labels: all }), multiLabel: multi, threshold, language };
}

function names(text: string): Label[] {
  return text.split(',').map((name) => ({ name: name.trim() }));
}

function label(text: string, before: Label[] = []): Label[] {
  const [name = '', ...description] = text.split(':');
  return [...before, { name: name.trim(), ...(description.length > 0 && { description: description.join(':').trim() }) }];
}

function score(text: string): number {
  const found = Number(text);
  if (text.trim() === '' || !(found >= 0 && found <= 1)) throw new InvalidArgumentError('Give a score from 0 to 1.');
  return found;
}
