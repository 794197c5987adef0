import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retryAfterMs } from '../../../backends/shared/retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

it.each([
  [{ 'retry-after': '2' }, 2_000],
  [{ 'retry-after': '0.25' }, 250],
  [{ 'retry-after': '3600' }, 3_600_000],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0],
  [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1_500],
  [{ 'retry-after': '-5' }, 0],
  [{ 'retry-after': '99999999999' }, 2 ** 31 - 1],
  [{ 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, 2 ** 31 - 1],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{ 'retry-after': ['1', '2'] }, undefined],
  [{}, undefined],
])('reads %o as %s ms', (headers, expected) => {
  expect(retryAfterMs(headers, now)).toBe(expected);
});

it('gives a whole number of milliseconds or nothing, whatever a provider writes', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (seconds, milliseconds) => {
      const wait = retryAfterMs({ 'retry-after': seconds, 'retry-after-ms': milliseconds });
      expect(wait === undefined || (Number.isInteger(wait) && wait >= 0 && wait < 2 ** 31)).toBe(true);
    }),
  );
});
