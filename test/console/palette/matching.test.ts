import { describe, expect, it } from 'vitest';
import { type Command, matching } from '../../../console/src/palette/matching.ts';

const command = (title: string, group: string, also = ''): Command => ({
  id: title,
  title,
  group,
  also,
  icon: 'search',
  run: () => undefined,
});

const commands = [
  command('Overview', 'Pages', 'usage latency'),
  command('Light', 'Theme', 'colors'),
  command('local/minilm-zero-shot', 'Models'),
  command('Models', 'Pages', 'backends'),
];

const found = (query: string) => matching(commands, query).map(({ title }) => title);

describe('a command', () => {
  it('is found by the beginnings of its words, in any order and case', () => {
    expect(found('ZERO min')).toEqual(['local/minilm-zero-shot']);
    expect(found('usage')).toEqual(['Overview']);
  });

  it('comes first where its title says it all', () => {
    expect(found('model')).toEqual(['Models', 'local/minilm-zero-shot']);
  });

  it('is found by a part of its title', () => {
    expect(found('verview')).toEqual(['Overview']);
  });

  it('is there when nothing is asked, and not when something else is', () => {
    expect(found('  ')).toHaveLength(4);
    expect(found('light zebra')).toEqual([]);
  });
});
