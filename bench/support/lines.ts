import type { Line } from '../row.ts';
import { type Rate, ratios, spreadOf, told, toldSpread } from './figures.ts';

interface Compared {
  what: string;
  unit: string;
  ours: readonly Rate[];
  /** Whom it is compared with, and their figure in each round. */
  other: string;
  others: readonly Rate[];
}

/**
 * Ours against theirs, promised to be at least `least` times as much: the median over the rounds counts.
 * Compared is what one core does in a second of its time, where that is known: else what was done in a second.
 */
export function atLeast(least: number, { what, unit, ours, other, others }: Compared): Line {
  const [mine, theirs] = [ours, others].map((rates) => rates.map(({ perCpuSecond, perSecond }) => perCpuSecond ?? perSecond)) as [
    number[],
    number[],
  ];
  const ratio = spreadOf(ratios(mine, theirs));
  return {
    what,
    measured: `${toldRates(ours, unit)}; ${other} ${toldRates(others, unit)}: ${toldSpread(ratio, '×')}`,
    target: `≥ ${least} ×`,
    met: ratio.median >= least,
    figures: { ours: mine, others: theirs, ratio: ratio.median },
  };
}

/** Done in a second of a core's time, and in a second of the clock. */
export function toldRates(rates: readonly Rate[], unit: string): string {
  const inClock = spreadOf(rates.map(({ perSecond }) => perSecond));
  const inCore = rates.flatMap(({ perCpuSecond }) => perCpuSecond ?? []);
  if (inCore.length < rates.length) return toldSpread(inClock, `${unit}/s`);
  return `${toldSpread(spreadOf(inCore), `${unit} a core-second`)} (${told(inClock.median)}/s)`;
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
