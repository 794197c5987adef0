import type { Output } from './ink.ts';

/** Told after each batch; `end` leaves the last line standing. */
export interface Progress {
  add(rows: number, bytes: number): void;
  end(): void;
}

interface Options {
  /** Of the whole input, in bytes; absent when it is not known. */
  totalBytes?: number;
  /** The clock, in milliseconds. */
  now?: () => number;
}

const TERMINAL_INTERVAL_MS = 200;
const LOG_INTERVAL_MS = 5_000;

/** Rows done, rows a second and the time left: one line that renews itself on a terminal, else a line every five seconds. */
export function startProgress(output: Output, { totalBytes, now = () => performance.now() }: Options = {}): Progress {
  const begun = now();
  let shown = output.isTTY ? Number.NEGATIVE_INFINITY : begun;
  let rows = 0;
  let bytes = 0;
  const show = () => {
    shown = now();
    const line = progressLine({ rows, seconds: (shown - begun) / 1000, share: totalBytes && bytes / totalBytes });
    output.write(output.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  };
  return {
    add: (moreRows, moreBytes) => {
      rows += moreRows;
      bytes += moreBytes;
      if (now() - shown >= (output.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)) show();
    },
    end: () => {
      show();
      if (output.isTTY) output.write('\n');
    },
  };
}

interface State {
  rows: number;
  seconds: number;
  /** How much of the input is done, 0 to 1. */
  share?: number;
}

/** `1,200 rows · 400 rows/s · 25 % · 9 s left` */
export function progressLine({ rows, seconds, share }: State): string {
  const rate = seconds > 0 ? rows / seconds : 0;
  const done = Math.min(share ?? 0, 1);
  const left =
    share === undefined || done === 0 ? [] : [`${Math.floor(done * 100)} %`, `${time((seconds / done) * (1 - done))} left`];
  return [`${rows.toLocaleString('en')} rows`, `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} rows/s`, ...left].join(' · ');
}

function time(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
