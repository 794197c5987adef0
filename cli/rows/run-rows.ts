import type { Task } from '../../src/task.ts';
import { type Ask, isRefused, type Refused } from '../ask/ask.ts';
import type { RowWriter } from '../output/row-writer.ts';
import { inBatches } from './in-batches.ts';
import { mapInOrder } from './map-in-order.ts';
import type { Row } from './row.ts';

/** So many batches are under way at once: while one is answered the next waits at the door. */
const BATCHES_AT_ONCE = 4;

interface Job<T extends Task> {
  texts: AsyncIterable<readonly string[]>;
  ask: Ask<T>;
  writer: RowWriter<T>;
  write(text: string): Promise<void>;
  /** Hears of every text that failed, in order. */
  failed(index: number, error: Refused['error']): void;
  /** Hears of every batch that was written. */
  progress(rows: number, bytes: number): void;
  signal: AbortSignal;
}

export interface Tally {
  answered: number;
  failed: number;
}

/** Asks for every text of a stream and writes the rows in order, holding no more than a few batches. */
export async function runRows<T extends Task>(job: Job<T>): Promise<Tally> {
  const { writer, write, signal } = job;
  const tally: Tally = { answered: 0, failed: 0 };
  let index = 0;
  const begun = () => (index === 0 ? writer.open : ''); // with the first row: what fails before it prints nothing
  const batches = mapInOrder(inBatches(job.texts), BATCHES_AT_ONCE, (texts) => askBatch(texts, job.ask, signal));
  for await (const { texts, replies } of batches) {
    const open = begun();
    const rows: Row<T>[] = replies.map((reply) => ({ index: index++, reply }));
    await write(open + rows.map((row) => writer.row(row)).join(''));
    for (const { index, reply } of rows) {
      if (reply === undefined) continue;
      tally[isRefused(reply) ? 'failed' : 'answered']++;
      if (isRefused(reply)) job.failed(index, reply.error);
    }
    job.progress(rows.length, Buffer.byteLength(texts.join('\n')) + 1);
  }
  await write(begun() + writer.close);
  return tally;
}

/** Empty texts are not sent; they keep their place. */
async function askBatch<T extends Task>(texts: readonly string[], ask: Ask<T>, signal: AbortSignal) {
  const asked = texts.filter((text) => text.trim() !== '');
  const replies = asked.length > 0 ? [...(await ask(asked, signal))] : [];
  return { texts, replies: texts.map((text) => (text.trim() === '' ? undefined : replies.shift())) };
}
