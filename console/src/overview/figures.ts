import { count, dollars, milliseconds } from '../ui/format.ts';
import type { Group } from './groups.ts';
import type { Minute } from './minutes.ts';

/** One line or one layer of bars: a value for each minute, null where there is none. */
export interface Line {
  name: string;
  values: readonly (number | null)[];
  /** Red, for what should not be. */
  isBad?: boolean;
}

export interface Figure {
  title: string;
  /** What a reader must know to read it right. */
  note?: string;
  /** Bars that stand on each other, or lines beside each other. */
  kind: 'stack' | 'lines';
  format: (value: number) => string;
  /** Whether there is no half of one. */
  whole: boolean;
  starts: readonly number[];
  lines: readonly Line[];
}

type Value = (minute: Minute) => number | null;

interface Plan extends Omit<Figure, 'starts' | 'lines' | 'note'> {
  /** What is drawn of all groups together. */
  together: readonly [name: string, value: Value, isBad?: boolean][];
  /** What is drawn of each group. */
  apart: Value;
  note?: (split: boolean) => string | undefined;
}

/** Null where nothing is known of what was spent: that is not $0. */
const knownCost: Value = ({ costUsd, unpricedCalls }) => (costUsd === 0 && unpricedCalls > 0 ? null : costUsd);

const PLANS: readonly Plan[] = [
  {
    title: 'Requests',
    kind: 'stack',
    format: count,
    whole: true,
    together: [['Requests', ({ requests }) => requests]],
    apart: ({ requests }) => requests,
  },
  {
    title: 'Failed texts',
    kind: 'stack',
    format: count,
    whole: true,
    together: [['Failed', ({ failed }) => failed, true]],
    apart: ({ failed }) => failed,
  },
  {
    title: 'Latency',
    kind: 'lines',
    format: milliseconds,
    whole: false,
    together: [
      ['p50', ({ p50Ms }) => p50Ms],
      ['p95', ({ p95Ms }) => p95Ms],
      ['p99', ({ p99Ms }) => p99Ms],
    ],
    apart: ({ p95Ms }) => p95Ms,
    note: (split) => (split ? 'p95, of the slowest part of each.' : 'Of the slowest task, model and tenant that are shown.'),
  },
  {
    title: 'Cache',
    kind: 'stack',
    format: count,
    whole: true,
    together: [
      ['From the cache', ({ cacheHits }) => cacheHits],
      ['Not from the cache', ({ texts, cacheHits }) => texts - cacheHits],
    ],
    apart: ({ cacheHits }) => cacheHits,
  },
  {
    title: 'Cost',
    kind: 'stack',
    format: dollars,
    whole: false,
    together: [['US dollars', knownCost]],
    apart: knownCost,
    note: () => 'In US dollars, without calls of models whose price is not known. Local models cost nothing.',
  },
  {
    title: 'Tokens',
    kind: 'stack',
    format: count,
    whole: true,
    together: [
      ['Read', ({ inputTokens }) => inputTokens],
      ['Written', ({ outputTokens }) => outputTokens],
    ],
    apart: ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
  },
];

/** What the page draws: of all together, or one line a group. */
export function figuresOf(together: readonly Minute[], groups: readonly Group[] | undefined): readonly Figure[] {
  return PLANS.map(({ together: values, apart, note, ...plan }) => ({
    ...plan,
    note: note?.(groups !== undefined),
    starts: together.map(({ start }) => start),
    lines: groups
      ? groups.map(({ name, minutes }) => ({ name, values: minutes.map(apart) }))
      : values.map(([name, value, isBad]) => ({ name, values: together.map(value), isBad })),
  }));
}
