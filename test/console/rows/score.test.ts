import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scoreOf } from '../../../console/src/rows/score.ts';

const label = fc.constantFrom('A', 'b', 'C');
const rows = fc.array(fc.record({ expected: fc.option(label), given: fc.option(label) }));

it('the matrix counts every judged row once, and the diagonal is what is right', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const items = all.map(({ expected }) => ({ label: expected ?? undefined }));
      const results = all.map(({ given }) => (given === null ? undefined : { outcome: given }));
      const { judged, right, labels, matrix } = scoreOf(items, results);
      expect(matrix.flat().reduce((sum, hits) => sum + hits, 0)).toBe(judged);
      expect(labels.reduce((sum, _, place) => sum + matrix[place]![place]!, 0)).toBe(right);
      expect(judged).toBe(all.filter(({ expected, given }) => expected !== null && given !== null).length);
    }),
  );
});

it('upper and lower case are the same label', () => {
  expect(scoreOf([{ label: 'Positive ' }], [{ outcome: 'POSITIVE' }])).toMatchObject({
    judged: 1,
    right: 1,
    labels: ['positive'],
  });
});
