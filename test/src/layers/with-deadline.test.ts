import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { abortedError, withDeadline } from '../../../src/layers/with-deadline.ts';

const never = () => new Promise<never>(() => undefined);
const LEFT = new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: GatewayError) => error.code,
  );

describe('work within a call', () => {
  it('is not given up where its deadline is further away than a timer can be set for', async () => {
    const call = { signal: new AbortController().signal, deadlineAt: performance.now() + 2 ** 32 };
    const work = () => new Promise((resolve) => setTimeout(resolve, 20));
    expect(await codeOf(withDeadline(call, work))).toBe('done');
  });

  it('is given up at its deadline with DEADLINE_EXCEEDED, however early or late the timer fires', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: -1, max: 12, noNaN: true }), async (ms) => {
        const call = { signal: new AbortController().signal, deadlineAt: performance.now() + ms };
        let inner: AbortSignal | undefined;
        const code = await codeOf(
          withDeadline(call, (own) => {
            inner = own();
            return never();
          }),
        );
        expect(code).toBe('DEADLINE_EXCEEDED');
        // What waits below is told the same, even where the clock does not say so yet.
        if (inner) expect(abortedError({ signal: inner, deadlineAt: call.deadlineAt }).code).toBe('DEADLINE_EXCEEDED');
      }),
      { numRuns: 100 },
    );
  });

  it('is given up with CLIENT_CLOSED_REQUEST when the caller leaves before', async () => {
    const caller = new AbortController();
    const code = codeOf(withDeadline({ signal: caller.signal, deadlineAt: performance.now() + 60_000 }, never));
    caller.abort(LEFT);
    expect(await code).toBe('CLIENT_CLOSED_REQUEST');
  });

  it('is not begun when the caller has left, or the deadline passed: the deadline counts more', async () => {
    const left = AbortSignal.abort(LEFT);
    const codes = [60_000, -1].map((ms) => codeOf(withDeadline({ signal: left, deadlineAt: performance.now() + ms }, never)));
    expect(await Promise.all(codes)).toEqual(['CLIENT_CLOSED_REQUEST', 'DEADLINE_EXCEEDED']);
  });

  it.each([
    ['answers', () => Promise.resolve('done')],
    ['fails', () => Promise.reject(LEFT)],
    [
      'throws as it starts',
      () => {
        throw LEFT;
      },
    ],
  ])('lets go of the caller when it %s', async (_, work) => {
    const { signal } = new AbortController();
    await codeOf(withDeadline({ signal, deadlineAt: performance.now() + 60_000 }, work));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('passes on a deadline that a signal above was aborted for', () => {
    const above = AbortSignal.abort(new GatewayError('DEADLINE_EXCEEDED', 'No answer came before the deadline.'));
    expect(abortedError({ signal: above, deadlineAt: performance.now() + 60_000 }).code).toBe('DEADLINE_EXCEEDED');
  });
});
