import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalSafe } from '../../../cli/output/ink.ts';
import { progressLine, startProgress } from '../../../cli/output/progress.ts';
import { table } from '../../../cli/output/table.ts';
import { fakeWorld } from '../fake-world.ts';

describe('terminalSafe', () => {
  it('leaves no control but tab and line feed, and no bidi control', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.integer({ min: 0, max: 0x2fff }).map((code) => String.fromCharCode(code)) }), (text) => {
        for (const character of terminalSafe(text)) expect(/^[^\p{Cc}\p{Bidi_Control}]$|^[\t\n]$/u.test(character)).toBe(true);
      }),
    );
  });

  it('leaves ordinary text as it is', () => {
    const text = 'Olá, 世界! שלום 👩‍👩‍👧\n\ttab';
    expect(terminalSafe(text)).toBe(text);
  });
});

describe('progress', () => {
  it('says rows, rate, share and the time left', () => {
    expect(progressLine({ rows: 1200, seconds: 3, share: 0.25 })).toBe('1,200 rows · 400 rows/s · 25 % · 9 s left');
    expect(progressLine({ rows: 3, seconds: 2 })).toBe('3 rows · 1.5 rows/s');
    expect(progressLine({ rows: 1, seconds: 100, share: 0.01 })).toBe('1 rows · 0.0 rows/s · 1 % · 2 h 45 min left');
  });

  it('renews one line on a terminal at most five times a second', () => {
    const world = fakeWorld({ tty: true });
    let now = 0;
    const progress = startProgress(world.stderr, { totalBytes: 1000, now: () => now });
    for (now = 0; now < 1000; now += 10) progress.add(1, 10);
    progress.end();
    expect(world.err().split('\r').length - 1).toBe(6);
    expect(world.err()).toMatch(/100 rows · 100 rows\/s · 100 % · 0 s left\n$/);
  });
});

it('a table has columns as wide as their widest cell', () => {
  expect(
    table([
      ['id', 'task'],
      ['a-long-id', 'x'],
    ]),
  ).toBe('id         task\na-long-id  x');
});
