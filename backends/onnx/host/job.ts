/** One caller's wait for its texts: it ends when all have their row, the caller goes, or the deadline passes. */
import { setMaxListeners } from 'node:events';
import { GatewayError } from '../../../src/errors.ts';
import { estimateTokens, type InferenceCall, type Row } from '../engine.ts';

/** A text on its way: in a queue, or in a batch of a worker. */
export interface Item {
  job: Job;
  place: number;
  text: string;
  /** Estimated. */
  tokens: number;
  /** Older items have lower numbers. */
  age: number;
  /** How often a batch with it has failed. */
  failures: number;
}

export interface Job {
  tenant: string;
  output: string;
  /** Those not answered yet. */
  items: Set<Item>;
  /** Its first text is on its way to a worker; later calls say nothing new. */
  begin?(): void;
  /** Does nothing where the item has its answer. */
  answer(item: Item, answer: Row | GatewayError): void;
}

interface JobEvents {
  /** The job is to be queued. */
  onStart(job: Job): void;
  /** Nobody waits for these items of it any more. */
  onLeave(job: Job, items: readonly Item[]): void;
}

/** The longest wait a timer takes; Node fires longer ones at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Timers, also the one behind a caller's signal, may fire a little early. */
const TIMER_SLACK_MS = 2;

let lastAge = 0;

function gone({ signal, deadlineAt }: InferenceCall): GatewayError {
  return signal.aborted && performance.now() + TIMER_SLACK_MS < deadlineAt
    ? new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left while the text waited for the local model.')
    : new GatewayError('DEADLINE_EXCEEDED', 'The deadline passed while the text waited for the local model.');
}

/** Calls `leave` when the caller goes or its deadline passes. Gives the function that stops the watch. */
function watch({ signal, deadlineAt }: InferenceCall, leave: () => void): () => void {
  const timer = setTimeout(leave, Math.min(deadlineAt - performance.now(), MAX_TIMER_MS));
  setMaxListeners(0, signal); // a request may have many lists under way at once
  signal.addEventListener('abort', leave);
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  };
}

/** Shortest first: the texts of one list end together, so that their order is free, and batches of like lengths need little padding. */
function itemsOf(job: Job, texts: readonly string[]): readonly Item[] {
  const items = texts.map((text, place) => ({ job, place, text, tokens: estimateTokens(text), age: ++lastAge, failures: 0 }));
  return items.sort((one, other) => one.tokens - other.tokens);
}

/** Resolves with one answer a text, in order; never rejects. A caller that has gone already starts nothing. */
export function runJob(texts: readonly string[], output: string, call: InferenceCall, events: JobEvents) {
  if (texts.length === 0) return Promise.resolve([]);
  if (call.signal.aborted || performance.now() >= call.deadlineAt) return Promise.resolve(texts.map(() => gone(call)));
  return new Promise<readonly (Row | GatewayError)[]>((resolve) => {
    const answers: (Row | GatewayError)[] = new Array(texts.length);
    const job: Job = { tenant: call.tenant, output, items: new Set(), answer, begin: call.trace?.queued() };
    for (const item of itemsOf(job, texts)) job.items.add(item);
    const stopWatch = watch(call, () => {
      const items = [...job.items];
      const error = gone(call);
      for (const item of items) answer(item, error);
      events.onLeave(job, items);
    });
    function answer(item: Item, rowOrError: Row | GatewayError): void {
      if (!job.items.delete(item)) return;
      answers[item.place] = rowOrError;
      if (job.items.size > 0) return;
      stopWatch();
      resolve(answers);
    }
    events.onStart(job);
  });
}
