import type { Matrix } from './weights.ts';

/** The side of the square that is turned at once: both its rows and its columns stay in the fastest cache. */
const TILE = 64;

/** A copy of the matrix with rows and columns exchanged. */
export function transpose({ values, rows, columns, scale }: Matrix): Matrix {
  const turned = Buffer.allocUnsafe(rows * columns);
  for (let top = 0; top < rows; top += TILE) {
    for (let left = 0; left < columns; left += TILE) turnTile(values, turned, rows, columns, top, left);
  }
  return { values: turned, rows: columns, columns: rows, scale };
}

function turnTile(from: Buffer, to: Buffer, rows: number, columns: number, top: number, left: number): void {
  const bottom = Math.min(top + TILE, rows);
  const right = Math.min(left + TILE, columns);
  for (let column = left; column < right; column += 1) {
    for (let row = top; row < bottom; row += 1) to[column * rows + row] = from[row * columns + column] ?? 0;
  }
}
