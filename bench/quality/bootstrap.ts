const DRAWS = 2_000;

export interface Difference {
  mean: number;
  /** The ends of the 95 % interval. */
  low: number;
  high: number;
}

/** Paired bootstrap of the mean difference between two scores of the same items: 2,000 draws, the same in every run. */
export function pairedBootstrap(ours: readonly number[], theirs: readonly number[]): Difference {
  const differences = ours.map((score, place) => score - (theirs[place] ?? 0));
  const random = createRandom(1);
  const means = Array.from({ length: DRAWS }, () => {
    let sum = 0;
    for (let draw = 0; draw < differences.length; draw++) sum += differences[Math.floor(random() * differences.length)] ?? 0;
    return sum / differences.length;
  }).sort((left, right) => left - right);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  return { mean, low: means[Math.floor(0.025 * DRAWS)] ?? mean, high: means[Math.ceil(0.975 * DRAWS) - 1] ?? mean };
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
