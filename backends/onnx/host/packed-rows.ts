/** The rows of a batch as one array of numbers: a typed array a text would cost more to send than to compute. */
import type { Row, Window } from '../engine.ts';

export interface PackedRows {
  /** The values of all windows, one after the other. */
  values: Float32Array;
  rows: readonly {
    text?: string;
    inputTokens: number;
    outputTokens: number;
    windows: readonly { tokens: number; length: number }[];
  }[];
}

export function packRows(rows: readonly Row[]): PackedRows {
  const windows = rows.flatMap((row) => row.windows);
  const values = new Float32Array(windows.reduce((total, window) => total + window.values.length, 0));
  let start = 0;
  for (const window of windows) {
    values.set(window.values, start);
    start += window.values.length;
  }
  const packed = rows.map((row) => ({
    ...row,
    windows: row.windows.map(({ tokens, values: { length } }) => ({ tokens, length })),
  }));
  return { values, rows: packed };
}

/** Copies the values, so that a row that is kept does not keep the whole message. */
export function unpackRows({ values, rows }: PackedRows): readonly Row[] {
  let start = 0;
  const unpackWindow = ({ tokens, length }: { tokens: number; length: number }): Window => {
    start += length;
    return { tokens, values: values.slice(start - length, start) };
  };
  return rows.map((row) => ({ ...row, windows: row.windows.map(unpackWindow) }));
}
