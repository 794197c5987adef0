/** One caller's wait for its texts: it ends when all have their row, the caller goes, or the deadline passes. */
import { setMaxListeners } from 'node:events';
import { GatewayError } from '../../../src/errors.ts';
import { estimateTokens, type LaneCall, type Row } from '../engine.ts';

/** A text on its way: in a queue, or in a batch of a worker. */
export interface Item {
  job: Job;
  place: number;
  text: string;
  /** Estimated. */
  tokens: number;
  /** How often a batch with it has failed. */
  failures: number;
}

export interface Job {
  tenant: string;
  output: string;
  /** Those not answered yet. */
  items: Set<Item>;
  answer(item: Item, answer: Row | GatewayError): void;
}

/** The longest wait a timer takes; Node fires longer ones at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function gone({ deadline }: LaneCall): GatewayError {
  return performance.now() >= deadline
    ? new GatewayError('DEADLINE_EXCEEDED', 'The deadline passed while the text waited for the local model.')
    : new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left while the text waited for the local model.');
}

/**
 * `onStart` gets the job to queue, unless its caller has gone already. `onLeave` gets the items that nobody waits for any more.
 * Resolves with one answer a text, in order; never rejects.
 */
export function runJob(
  texts: readonly string[],
  output: string,
  call: LaneCall,
  { onStart, onLeave }: { onStart(job: Job): void; onLeave(items: Iterable<Item>): void },
): Promise<readonly (Row | GatewayError)[]> {
  if (texts.length === 0) return Promise.resolve([]);
  if (call.signal.aborted || performance.now() >= call.deadline) return Promise.resolve(texts.map(() => gone(call)));
  return new Promise((resolve) => {
    const answers: (Row | GatewayError)[] = new Array(texts.length);
    const job: Job = { tenant: call.tenant, output, items: new Set(), answer };
    for (const [place, text] of texts.entries()) job.items.add({ job, place, text, tokens: estimateTokens(text), failures: 0 });
    const timer = setTimeout(leave, Math.min(call.deadline - performance.now(), MAX_TIMER_MS));
    setMaxListeners(0, call.signal); // a request may have many lists under way at once
    call.signal.addEventListener('abort', leave);
    onStart(job);

    function answer(item: Item, rowOrError: Row | GatewayError): void {
      if (!job.items.delete(item)) return;
      answers[item.place] = rowOrError;
      if (job.items.size > 0) return;
      clearTimeout(timer);
      call.signal.removeEventListener('abort', leave);
      resolve(answers);
    }
    function leave(): void {
      const items = [...job.items];
      const error = gone(call);
      for (const item of items) answer(item, error);
      onLeave(items);
    }
  });
}
