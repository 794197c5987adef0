import type { IconName } from '../ui/icon.tsx';

/** Something the palette can do. */
export interface Command {
  id: string;
  group: string;
  title: string;
  /** Other words by which people look for it. */
  also: string;
  icon: IconName;
  run: () => void;
}

const wordsOf = (text: string) => text.toLowerCase().split(/[\s/@_-]+/);

/** How well a command fits: 0 not at all, 2 by its title alone. */
function scoreOf({ title, also, group }: Command, words: readonly string[]): number {
  const inTitle = wordsOf(title);
  const everywhere = [...inTitle, ...wordsOf(also), ...wordsOf(group)];
  const starts = (among: readonly string[]) => words.every((word) => among.some((candidate) => candidate.startsWith(word)));
  if (starts(inTitle)) return 2;
  return starts(everywhere) || title.toLowerCase().includes(words.join(' ')) ? 1 : 0;
}

/** The commands in which every word of `query` begins one of theirs; those with all of them in the title first. */
export function matching(commands: readonly Command[], query: string): readonly Command[] {
  const words = wordsOf(query.trim());
  if (words.join('') === '') return commands;
  return commands
    .map((command) => ({ command, score: scoreOf(command, words) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ command }) => command);
}
