import type { StreamEvent } from './answers.ts';
import { type Connection, type Operation, post } from './connection.ts';
import { nextEvents } from './events.ts';
import { LingraphError } from './lingraph-error.ts';
import { parse, readAnswer } from './read-answer.ts';
import { type Member, readResult } from './read-result.ts';
import { retryWithin } from './retrying.ts';
import { unreachable } from './unreachable.ts';
import { bound, type Patience } from './within-time.ts';

/** `text/event-stream` alone: what fails before the stream begins is answered in JSON all the same. */
const ACCEPT = 'text/event-stream';

type Event<T> = { text: string } | { reason: string } | { result: Member<T> };

interface Sent<T> {
  event: Member<Event<T>>;
}

/**
 * The events of a subscription, the last one `completed`. Throws a LingraphError as soon as it fails, or the reason of
 * the caller's signal. Only its beginning is tried again: who reads must not see a text twice. To stop early, stop reading.
 */
export async function* askStream<T extends object>(
  connection: Connection,
  operation: Operation,
  patience: Patience,
): AsyncGenerator<StreamEvent<T>, void, undefined> {
  const within = bound(patience);
  try {
    const response = await retryWithin((signal) => open(connection, operation, signal), patience, within);
    if (!response.body) throw unreachable();
    for await (const data of nextEvents(response.body)) {
      const event = readEvent<T>(readAnswer<Sent<T>>(parse(data), response).event);
      yield event;
      if (event.type === 'completed') return;
    }
    throw unreachable();
  } catch (thrown) {
    const reason = within.reasonFor(thrown);
    throw reason instanceof TypeError ? unreachable(reason) : reason;
  } finally {
    within.end();
  }
}

async function open(connection: Connection, operation: Operation, signal: AbortSignal): Promise<Response> {
  const response = await post(connection, operation, ACCEPT, signal);
  if (response.ok && response.headers.get('content-type')?.includes(ACCEPT)) return response;
  return readAnswer(parse(await response.text()), response);
}

function readEvent<T extends object>(sent: Sent<T>['event']): StreamEvent<T> {
  const event = readResult<Event<T>>(sent);
  if (event instanceof LingraphError) throw event;
  if ('text' in event) return { type: 'delta', text: event.text };
  if ('reason' in event) return { type: 'restarted', reason: event.reason };
  return { type: 'completed', result: event.result as T };
}
