/** Numbers of several rounds, and how they are told. */

/** What was done in a second. */
export interface Rate {
  perSecond: number;
  /** In a second of processor time: on a busy machine the one figure that neighbors do not change much. Absent where it cannot be had. */
  perCpuSecond?: number;
}

/** The middle of the samples with the least and the most of them. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((one, other) => one - other);
  return { median: quantile(sorted, 0.5), least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
}

/** Of samples in ascending order; `share` is 0 to 1. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One to one, round by round: what disturbs a round disturbs both, so ratios are steadier than what they are made of. */
export function ratios(ours: readonly number[], others: readonly number[]): number[] {
  return ours.map((value, round) => value / (others[round] ?? Number.NaN));
}

/** Three digits that count, and thousands apart. */
export function told(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `median [least-most] unit`. */
export function toldSpread({ median, least, most }: Spread, unit: string): string {
  const range = least === most ? '' : ` [${told(least)}-${told(most)}]`;
  return `${told(median)}${range} ${unit}`.trim();
}
