import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutWindows, groupWindows } from '../../../../backends/onnx/encoder/windows.ts';

const tokenizer = { before: [101], after: [102], padId: 0, encode: () => [] };

it('cuts nothing away: the windows of a text hold all its tokens in order, and none is longer than the model reads', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1000, max: 30000 }), { maxLength: 2000 }),
      fc.integer({ min: 8, max: 512 }),
      (ids, size) => {
        const windows = cutWindows(7, ids, tokenizer, size);
        expect(windows.flatMap((window) => window.ids.slice(1, -1))).toEqual(ids);
        expect(windows.length).toBe(Math.max(1, Math.ceil(ids.length / (size - 2))));
        for (const window of windows) {
          expect(window.ids.length).toBeLessThanOrEqual(size);
          expect([window.place, window.ids[0], window.ids.at(-1)]).toEqual([7, 101, 102]);
        }
      },
    ),
  );
});

it('groups every window once, at most 8 together, with less padding than a run costs', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 128 }), { maxLength: 100 });
  fc.assert(
    fc.property(lengths, (given) => {
      const windows = given.map((length, part) => ({ place: 0, part, ids: new Array<number>(length).fill(1) }));
      const groups = groupWindows(windows);
      expect(
        groups
          .flat()
          .map(({ part }) => part)
          .sort((one, other) => one - other),
      ).toEqual([...given.keys()]);
      for (const group of groups) {
        const longest = Math.max(...group.map(({ ids }) => ids.length));
        const padding = group.reduce((sum, { ids }) => sum + longest - ids.length, 0);
        expect(group.length).toBeLessThanOrEqual(8);
        expect(padding).toBeLessThanOrEqual(24);
      }
    }),
  );
});
