import type { Line } from '../row.ts';
import { ratios, spreadOf, told, toldSpread } from './figures.ts';

interface Compared {
  what: string;
  unit: string;
  ours: readonly number[];
  /** Whom it is compared with, and their figure in each round. */
  other: string;
  others: readonly number[];
}

/** Ours against theirs, promised to be at least `least` times as much: the median over the rounds counts. */
export function atLeast(least: number, { what, unit, ours, other, others }: Compared): Line {
  const ratio = spreadOf(ratios(ours, others));
  return {
    what,
    measured: `${toldSpread(spreadOf(ours), unit)}; ${other} ${toldSpread(spreadOf(others), unit)}: ${toldSpread(ratio, '×')}`,
    target: `≥ ${least} ×`,
    met: ratio.median >= least,
    figures: { ours, others, ratio: ratio.median },
  };
}

/** A single figure that must not be above `most`. */
export function atMost(most: number, what: string, unit: string, samples: readonly number[]): Line {
  const spread = spreadOf(samples);
  return {
    what,
    measured: toldSpread(spread, unit),
    target: `≤ ${told(most)} ${unit}`,
    met: spread.median <= most,
    figures: { samples },
  };
}

/** A figure without a promise. */
export function plainly(what: string, measured: string, figures: Line['figures'] = {}): Line {
  return { what, measured, target: '', figures };
}

/** What could not be measured here. */
export function skipped(what: string, target: string, reason: string): Line {
  return { what, measured: `skipped: ${reason}`, target, figures: {} };
}
