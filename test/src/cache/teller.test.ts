import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTeller } from '../../../src/cache/teller.ts';

const SILENCE = 'It is silent.';
let told: string[];
const teller = () =>
  createTeller(
    {
      lost: (problem) => told.push(problem),
      regained: () => told.push('regained'),
      limited: (problem) => told.push(`limited: ${problem}`),
    },
    SILENCE,
  );

beforeEach(() => {
  told = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells at once that a store is lost, and that it is back', () => {
  const { note } = teller();
  for (const isHealthy of [true, true, false, false, true, true]) note(isHealthy, isHealthy ? undefined : 'It is full.');
  expect(told).toEqual(['It is full.', 'regained']);
});

it('tells why as soon as that is known', () => {
  const { note } = teller();
  note(false, undefined);
  note(false, undefined);
  note(false, 'The table is locked.');
  note(false, undefined);
  note(false, 'The table is locked.');
  expect(told).toEqual([SILENCE, 'The table is locked.']);
});

it('tells another reason after a minute, and not each time that it changes', () => {
  const { note } = teller();
  for (let second = 0; second < 130; second++) {
    note(false, second % 2 === 0 ? 'Nothing listens.' : 'A password is wanted.');
    vi.advanceTimersByTime(1_000);
  }
  expect(told.length).toBeLessThanOrEqual(3);
});

it('tells of a store that comes and goes three times in all, and once more when it has been well for a minute', () => {
  const { note } = teller();
  for (let second = 0; second < 100; second++) {
    note(second % 2 === 1, second % 2 === 1 ? undefined : 'The key is elsewhere.');
    vi.advanceTimersByTime(1_000);
  }
  expect(told).toEqual([
    'The key is elsewhere.',
    'regained',
    'The key is elsewhere. It comes and goes: told again when it has been well for a minute.',
  ]);
  for (let second = 0; second < 62; second++) {
    note(true, undefined);
    vi.advanceTimersByTime(1_000);
  }
  expect(told.slice(3)).toEqual(['regained']);
});

it('tells once what is not done any more', () => {
  const { limited } = teller();
  for (let time = 0; time < 3; time++) limited('No claims.');
  expect(told).toEqual(['limited: No claims.']);
});
