import type { Matrix } from './weights.ts';

/** Writes the vector of a token at a position (both from 0) into `to` at `offset`; without an id, that of the position alone. */
export type Embed = (to: Float32Array, offset: number, id: number | undefined, position: number) => void;

/**
 * Makes the function that turns a token into what the graphs take: sqrt(width) * its row + the sinusoids of its
 * position (Vaswani et al. 2017, 3.5, sines and cosines in two halves, as Marian lays them out). Done here and not in the
 * graphs, so that the largest matrix is held once. `positions` is how many there can be.
 */
export function createEmbedder({ values, rows, columns: width, scale }: Matrix, positions: number): Embed {
  const table = new Int8Array(rows * width);
  table.set(values);
  const step = Math.sqrt(width) * scale;
  const sinusoids = sinusoidsOf(width, positions);

  return (to, offset, id, position) => {
    const row = (id ?? 0) * width;
    const factor = id === undefined ? 0 : step;
    for (let column = 0; column < width; column += 1) {
      to[offset + column] = factor * (table[row + column] ?? 0) + (sinusoids[position * width + column] ?? 0);
    }
  };
}

function sinusoidsOf(width: number, positions: number): Float32Array {
  const half = width / 2;
  const sinusoids = new Float32Array(positions * width);
  for (let position = 0; position < positions; position += 1) {
    for (let column = 0; column < half; column += 1) {
      const angle = position * 10_000 ** (-column / Math.max(half - 1, 1));
      sinusoids[position * width + column] = Math.sin(angle);
      sinusoids[position * width + half + column] = Math.cos(angle);
    }
  }
  return sinusoids;
}
