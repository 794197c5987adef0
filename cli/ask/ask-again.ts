import type { Task } from '../../src/task.ts';
import { type Ask, isRefused, type Refused, type Reply } from './ask.ts';
import { waitToRetry } from './wait-to-retry.ts';

/** How often one text is sent at most. */
const TRIES = 6;

const mayPass = <T extends Task>(reply: Reply<T> | undefined): reply is Refused =>
  reply !== undefined && isRefused(reply) && reply.error.retryable;

/** Asks again, a little later, for the texts whose failure may pass; the others keep their first reply. */
export function askAgain<T extends Task>(ask: Ask<T>): Ask<T> {
  return async (texts, signal) => {
    const replies = [...(await ask(texts, signal))];
    for (let tried = 1; tried < TRIES; tried++) {
      const places = texts.map((_, place) => place).filter((place) => mayPass(replies[place]));
      if (places.length === 0) break;
      await waitToRetry(tried, longestWait(replies), signal);
      const again = await ask(
        places.map((place) => texts[place] ?? ''),
        signal,
      );
      places.forEach((place, position) => {
        const reply = again[position];
        if (reply) replies[place] = reply;
      });
    }
    return replies;
  };
}

function longestWait<T extends Task>(replies: readonly Reply<T>[]): number | undefined {
  const waits = replies.filter(mayPass).flatMap(({ error }) => error.retryAfterMs ?? []);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}
