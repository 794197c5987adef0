/** The fields of Subscription: an answer as it is written. The same run as for a query, with a call that listens. */

import type { Attempt } from '../src/account.ts';
import { GatewayError } from '../src/errors.ts';
import type { GatewayOutcome } from '../src/gateway.ts';
import { isAnswered } from '../src/model.ts';
import type { Task } from '../src/task.ts';
import { askedBy } from './asked.ts';
import type { RequestContext } from './context.ts';
import { callFor, failed } from './gather.ts';
import { OPTIONS, type TaskInput } from './inputs.ts';
import { resultOf } from './results.ts';
import { createDeltas, type Deltas } from './streams-deltas.ts';

type Streamed = 'translate' | 'summarize';
type Arguments<T extends Task> = { input: TaskInput<T> & { text: string } };

/** What may wait for a slow reader, in UTF-16 units; then the stream ends with OVERLOADED. */
const MAX_WAITING_UNITS = 1_000_000;

export const streamFields = {
  translateStream: stream('translate', (translation) => ({ __typename: 'TranslationCompleted', translation })),
  summarizeStream: stream('summarize', (summary) => ({ __typename: 'SummaryCompleted', summary })),
};

function stream<T extends Streamed>(task: T, completed: (answer: object) => object) {
  return (_: unknown, { input }: Arguments<T>, context: RequestContext): AsyncIterableIterator<object> => {
    const leaving = new AbortController();
    const leave = () => leaving.abort(LEFT);
    const { caller } = context;
    const signal = caller.signal();
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    const release = caller.enterStream();
    const end = () => {
      signal.removeEventListener('abort', leave);
      leave();
      release?.();
    };
    const events = release ? eventsOf(task, input, context, leaving, completed) : refusal(task, context);
    return endedBy(end, events);
  };
}

/** A generator that waits does not hear its `return`. `end` is called at once, by a reader that leaves and at the last event. */
function endedBy<Event>(end: () => void, events: AsyncGenerator<Event>): AsyncIterableIterator<Event> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const event = await events.next().catch((thrown: unknown) => {
        end();
        throw thrown;
      });
      if (event.done) end();
      return event;
    },
    return() {
      end();
      return events.return(undefined);
    },
  };
}

/** Pieces of text, then the completed answer or the error: never an end without one. */
async function* eventsOf<T extends Streamed>(
  task: T,
  input: TaskInput<T> & { text: string },
  { gateway, caller }: RequestContext,
  leaving: AbortController,
  completed: (answer: object) => object,
): AsyncGenerator<object> {
  const { requestId, longestMs } = caller;
  const started = performance.now();
  const end = (outcome: GatewayOutcome<T>) => {
    const result = resultOf(task, outcome, { requestId, latencyMs: performance.now() - started });
    return isAnswered(outcome) ? completed(result) : result;
  };
  const asked = askedBy(input.routing, longestMs);
  if (asked instanceof GatewayError) return yield end(failed(asked));

  const { signal } = leaving;
  const deltas = createDeltas(MAX_WAITING_UNITS, () => leaving.abort(TOO_SLOW));
  signal.addEventListener('abort', deltas.close, { once: true });
  const call = {
    ...callFor(caller, asked),
    signal,
    listeners: [{ write: deltas.add, restart: deltas.restart }],
  };
  const running = gateway.run(task, [input.text], OPTIONS[task](input), call).finally(deltas.close);
  running.catch(() => undefined); // a caller who leaves does not wait for it
  for (let piece = await deltas.next(); piece; piece = await deltas.next()) yield piece;
  if (signal.aborted) return yield end(failed(signal.reason));
  const [outcome] = await running;
  if (!outcome) throw new Error('no outcome for a text');
  yield* remaining(outcome, deltas);
  yield end(outcome);
}

/** A model that tells parts may give another text at the end, as an answer of yesterday in the place of one that was cut. */
function remaining<T extends Streamed>({ result, attempts }: GatewayOutcome<T>, deltas: Deltas) {
  return result instanceof GatewayError ? [] : deltas.rest(result.value.text, failureIn(attempts));
}

function failureIn(attempts: readonly Attempt[]): GatewayError['code'] {
  return attempts.findLast(({ outcome }) => outcome === 'ERROR' || outcome === 'TIMEOUT')?.code ?? 'OUTPUT_INVALID';
}

async function* refusal<T extends Streamed>(task: T, { caller: { requestId } }: RequestContext): AsyncGenerator<object> {
  yield resultOf(task, failed<T>(TOO_MANY), { requestId, latencyMs: 0 });
}

const LEFT = new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');
const TOO_SLOW = new GatewayError('OVERLOADED', 'The stream was read too slowly.', { retryAfterMs: 1_000 });
const TOO_MANY = new GatewayError('OVERLOADED', 'Too many streams are open.', { retryAfterMs: 1_000 });
