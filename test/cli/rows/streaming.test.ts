import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inBatches } from '../../../cli/rows/in-batches.ts';
import { mapInOrder } from '../../../cli/rows/map-in-order.ts';
import { readLines, readWhole } from '../../../cli/rows/read-lines.ts';

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The bytes of a text, cut at the given places, also inside a character. */
function cut(text: string, places: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(text);
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((one, other) => one - other);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('readLines', () => {
  it('gives the lines of a text, however its bytes are cut', async () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n\uFEFF]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat()), fc.constantFrom('\n', '\r\n'), async (lines, places, end) => {
        const groups = await collect(readLines(stream(cut(lines.map((text) => text + end).join(''), places))));
        expect(groups.flat()).toEqual(lines);
      }),
    );
  });

  it('gives a last line that has no end', async () => {
    expect(await collect(readLines(stream([Buffer.from('a\nb')])))).toEqual([['a'], ['b']]);
  });

  it('gives lines as they come, not when the stream ends', async () => {
    const lines = readLines(stream([Buffer.from('a\n'), Buffer.from('b\n')]));
    expect((await lines.next()).value).toEqual(['a']);
  });

  it('refuses what has no line end before it fills the memory', async () => {
    let sent = 0;
    async function* endless() {
      for (;;) {
        sent++;
        yield Buffer.alloc(65_536, 'a');
      }
    }
    await expect(collect(readLines(endless()))).rejects.toThrow(/longer than 1000000/);
    expect(sent).toBeLessThan(20);
    await expect(readWhole(endless())).rejects.toThrow(/longer than 1000000/);
  });
});

describe('inBatches', () => {
  it('keeps every text and its order, at most 100 texts and 50,000 bytes a batch', async () => {
    const texts = fc.array(
      fc.oneof(
        fc.constant('short'),
        fc.integer({ min: 0, max: 30_000 }).map((length) => 'é'.repeat(length)),
      ),
      {
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { maxLength: 4 }), async (groups) => {
        const batches = await collect(inBatches(stream(groups)));
        expect(batches.flat()).toEqual(groups.flat());
        for (const batch of batches) {
          const bytes = batch.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
          expect(batch.length === 1 || (batch.length > 0 && bytes <= 50_000)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
    const many = await collect(inBatches(stream([Array.from({ length: 250 }, String)])));
    expect(many.map((batch) => batch.length)).toEqual([100, 100, 50]);
  });
});

describe('mapInOrder', () => {
  it('keeps the order, works on no more than its limit, and reads no further ahead', async () => {
    let read = 0;
    let under = 0;
    let most = 0;
    async function* items() {
      for (let item = 0; item < 20; item++) {
        read++;
        yield item;
      }
    }
    const results = mapInOrder(items(), 3, async (item) => {
      most = Math.max(most, ++under);
      await new Promise((done) => setTimeout(done, (item * 7) % 5));
      under--;
      return item;
    });
    expect((await results.next()).value).toBe(0);
    expect(read).toBe(3);
    expect(await collect(results)).toEqual(Array.from({ length: 19 }, (_, item) => item + 1));
    expect(most).toBe(3);
  });

  it('gives a result at once, also while the next item is not there yet', async () => {
    async function* trickle() {
      yield 1;
      await new Promise(() => {});
    }
    expect((await mapInOrder(trickle(), 3, async (item) => item).next()).value).toBe(1);
  });

  it('fails with the first failure', async () => {
    const results = mapInOrder(stream([1, 2, 3]), 2, async (item) => {
      if (item === 2) throw new Error('no');
      return item;
    });
    await expect(collect(results)).rejects.toThrow('no');
  });
});
