import { describe, expect, it } from 'vitest';
import type { Caller } from '../../resolvers/context.ts';
import { type Asked, createGatherer, failed } from '../../resolvers/gather.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Gateway } from '../../src/gateway.ts';
import type { Options, Task } from '../../src/task.ts';

const caller = {
  requestId: 'r',
  tenant: 'public',
  deadline: Number.POSITIVE_INFINITY,
  signal: () => new AbortController().signal,
};
const asked = (timeoutMs?: number): Asked => ({ routing: { strategy: 'AUTO', fallback: true }, cache: 'USE', timeoutMs });

/** A gateway that notes what it is asked, and answers nothing. */
function noting() {
  const calls: { task: Task; texts: readonly string[]; options: Options<Task> }[] = [];
  const run: Gateway['run'] = async (task, texts, options) => {
    calls.push({ task, texts, options });
    return texts.map(() => failed(new GatewayError('MODEL_FAILED', 'Nobody is here.')));
  };
  return { calls, gather: () => createGatherer({ run } as Gateway, caller as unknown as Caller) };
}

const labels = (place: number) => ({ labels: [{ name: `label ${place}` }, { name: 'other' }], multiLabel: false });

describe('a gatherer', () => {
  it('asks once for all that is asked with equal options, however many others stand between', async () => {
    const { calls, gather } = noting();
    const one = gather();
    const places = Array.from({ length: 100 }, (_, place) => place);
    await Promise.all(
      ['first', 'second'].flatMap((text) => places.map((place) => one('classify', [text], labels(place), asked()))),
    );
    expect(calls.map(({ texts, options }) => ({ texts, options }))).toEqual(
      places.map((place) => ({ texts: ['first', 'second'], options: labels(place) })),
    );
  });
  it('keeps apart what differs in task, options, routing, cache or time', async () => {
    const { calls, gather } = noting();
    const one = gather();
    const reversed = { ...labels(1), labels: labels(1).labels.toReversed() };
    await Promise.all([
      one('sentiment', ['x'], {}, asked()),
      one('summarize', ['x'], { length: 'SHORT', format: 'PLAIN' } as never, asked()),
      one('sentiment', ['x'], { language: 'en' }, asked()),
      one('sentiment', ['x'], {}, asked(5_000)),
      one('sentiment', ['x'], {}, { ...asked(), cache: 'REFRESH' }),
      one('sentiment', ['x'], {}, { ...asked(), routing: { strategy: 'FASTEST', fallback: true } }),
      one('classify', ['x'], labels(1), asked()),
      one('classify', ['x'], reversed, asked()),
    ]);
    expect(calls).toHaveLength(8);
  });
});
