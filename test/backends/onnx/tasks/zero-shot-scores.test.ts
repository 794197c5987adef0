import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exclusiveScores, independentScores } from '../../../../backends/onnx/tasks/zero-shot-scores.ts';

const similarities = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 150 });

describe('scores of similarities', () => {
  it('keep the order of the similarities and stay between 0 and 1', () => {
    fc.assert(
      fc.property(similarities, fc.nat(20), (values, examples) => {
        for (const scores of [exclusiveScores(values, examples), independentScores(values)]) {
          const best = values.indexOf(Math.max(...values));
          expect(scores[best]).toBe(Math.max(...scores));
          expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
        }
      }),
    );
  });

  it('grow surer with examples, and more so among many labels', () => {
    const few = [0.4, 0.3];
    const many = [0.4, ...new Array<number>(76).fill(0.2)];
    const gain = (values: readonly number[]) => (exclusiveScores(values, 8)[0] ?? 0) - (exclusiveScores(values, 0)[0] ?? 0);
    expect(gain(few)).toBeGreaterThan(0);
    expect(gain(many)).toBeGreaterThan(gain(few));
  });

  it('let two labels apply at once, and none when nothing stands out', () => {
    const [first = 0, second = 0, third = 1] = independentScores([0.4, 0.4, 0.05]);
    expect(Math.min(first, second)).toBeGreaterThan(0.5);
    expect(third).toBeLessThan(0.1);
    expect(Math.max(...independentScores([0.1, 0.1, 0.1, 0.1]))).toBeLessThan(0.4);
  });
});
