import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeltas, type Deltas } from '../../resolvers/streams-deltas.ts';
import { ERRORS, type ErrorCode } from '../../src/errors.ts';

type Piece = NonNullable<Awaited<ReturnType<Deltas['next']>>>;

const noOverflow = () => {
  throw new Error('too much');
};
const heardIn = (pieces: readonly Piece[]) =>
  pieces.reduce((heard, piece) => (piece.__typename === 'Restarted' ? '' : heard + piece.text), '');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('deltas', () => {
  it('join for a moment, or until they are enough', async () => {
    const deltas = createDeltas(1_000, noOverflow);
    deltas.add('Good ');
    deltas.add('morning');
    const first = deltas.next();
    await vi.advanceTimersByTimeAsync(30);
    expect(await first).toEqual({ __typename: 'TextDelta', text: 'Good morning' });
    deltas.add('x'.repeat(64));
    expect(await deltas.next()).toEqual({ __typename: 'TextDelta', text: 'x'.repeat(64) });
    deltas.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that nobody has taken are forgotten by a restart without a word', async () => {
    const deltas = createDeltas(1_000, noOverflow);
    deltas.add('Bom');
    deltas.restart('UPSTREAM_TRUNCATED');
    deltas.add('Bom dia.');
    const next = deltas.next();
    await vi.advanceTimersByTimeAsync(30);
    expect(await next).toEqual({ __typename: 'TextDelta', text: 'Bom dia.' });
  });

  it('that were taken are declared void by a restart', async () => {
    const deltas = createDeltas(1_000, noOverflow);
    deltas.add('x'.repeat(64));
    await deltas.next();
    deltas.add('lost');
    deltas.restart('UPSTREAM_TIMEOUT');
    expect(await deltas.next()).toEqual({ __typename: 'Restarted', reason: 'UPSTREAM_TIMEOUT' });
    expect(deltas.rest('whole', 'UPSTREAM_TIMEOUT')).toEqual([{ __typename: 'TextDelta', text: 'whole' }]);
  });

  it('that wait for a slow reader in too great number are reported', () => {
    const onOverflow = vi.fn();
    const deltas = createDeltas(100, onOverflow);
    deltas.add('x'.repeat(100));
    expect(onOverflow).not.toHaveBeenCalled();
    deltas.add('x');
    expect(onOverflow).toHaveBeenCalledOnce();
    deltas.close();
  });

  it('wake a reader who waits when nothing more comes', async () => {
    const deltas = createDeltas(100, noOverflow);
    const next = deltas.next();
    deltas.close();
    expect(await next).toBeUndefined();
  });
});

describe('whatever a model tells, and whenever it is read,', () => {
  const code = fc.constantFrom(...(Object.keys(ERRORS) as ErrorCode[]));
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ add: fc.string({ maxLength: 80, unit: 'binary' }) }) },
    { weight: 1, arbitrary: fc.record({ restart: code }) },
    { weight: 4, arbitrary: fc.record({ read: fc.constant(true) }) },
  );
  const told = (steps: readonly object[]) =>
    steps.reduce((text: string, one) => ('restart' in one ? '' : text + ('add' in one ? one.add : '')), '');

  it('the pieces since the last Restarted make the whole text, or there is none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step), fc.option(fc.string()), async (steps, other) => {
        const deltas = createDeltas(1_000_000, noOverflow);
        const pieces: Piece[] = [];
        let reading: Promise<unknown> | undefined;
        const read = () => {
          reading ??= deltas.next().then((piece) => {
            if (piece) pieces.push(piece);
            reading = undefined;
          });
        };
        for (const one of steps) {
          if ('add' in one) deltas.add(one.add);
          else if ('restart' in one) deltas.restart(one.restart);
          else {
            read();
            await vi.advanceTimersByTimeAsync(30);
          }
        }
        deltas.close();
        await reading;
        const whole = other ?? told(steps);
        pieces.push(...deltas.rest(whole, 'UPSTREAM_INVALID'));
        if (pieces.length > 0) expect(heardIn(pieces)).toBe(whole);
        expect(pieces.every((piece, place) => piece.__typename === 'TextDelta' || place > 0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
