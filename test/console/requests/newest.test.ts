import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../console/src/api/failure.ts';
import { pageSize, type Read, type Row, readNewest } from '../../../console/src/requests/newest.ts';

const nothing: Read = { rows: [], more: false };

/** A gateway that remembers the requests from `first` to `last`. */
function remembering(first: number, last: number, run = 'one') {
  const asked: (string | undefined)[] = [];
  const all = Array.from({ length: last - first + 1 }, (_, place) => last - place);
  return {
    asked,
    ask: async (after?: string) => {
      asked.push(after);
      const older = all.filter((number) => after === undefined || number < Number(after));
      const rows = older.slice(0, pageSize).map((number) => ({ id: `${number}-${run}`, cursor: String(number) }) as Row);
      return { page: { rows, more: older.length > pageSize } };
    },
  };
}

const ends = ({ rows, more }: Read) => [Number(rows[0]?.cursor), Number(rows.at(-1)?.cursor), rows.length, more];

describe('the list of requests', () => {
  it('reaches every one that is remembered, page by page', async () => {
    const { ask } = remembering(51, 300);
    const first = await readNewest(ask, nothing, 100);
    expect(ends(first)).toEqual([300, 201, 100, true]);
    const second = await readNewest(ask, first, 200);
    expect(ends(second)).toEqual([300, 101, 200, true]);
    expect(ends(await readNewest(ask, second, 300))).toEqual([300, 51, 250, false]);
  });

  it('asks for one page where only new ones came, and keeps what it knows as it is', async () => {
    const before = await readNewest(remembering(1, 250).ask, nothing, 300);
    const later = remembering(1, 255);
    const after = await readNewest(later.ask, before, 300);
    expect(ends(after)).toEqual([255, 1, 255, false]);
    expect(later.asked).toEqual([undefined]);
    expect(after.rows[5]).toBe(before.rows[0]);
  });

  it('leaves no gap where more came than fit on a page', async () => {
    const before = await readNewest(remembering(1, 150).ask, nothing, 100);
    const after = await readNewest(remembering(1, 480).ask, before, 400);
    expect(after.rows.map(({ cursor }) => Number(cursor))).toEqual(Array.from({ length: 400 }, (_, place) => 480 - place));
  });

  it('does not take the requests of a gateway that was started anew for those it knew', async () => {
    const before = await readNewest(remembering(1, 120).ask, nothing, 200);
    const after = await readNewest(remembering(1, 110, 'two').ask, before, 200);
    expect(ends(after)).toEqual([110, 1, 110, false]);
    expect(after.rows.every(({ id }) => id.endsWith('two'))).toBe(true);
  });

  it('keeps what it has when the gateway does not answer', async () => {
    const before = await readNewest(remembering(1, 20).ask, nothing, 100);
    const failure: Failure = { code: 'DISCONNECTED', message: '', origin: 'CONNECTION', retryable: true, attempts: [] };
    expect(await readNewest(async () => ({ failure }), before, 100)).toEqual({ ...before, failure });
  });
});
