import type { Label } from '../../../src/task.ts';
import { pace } from '../pace.ts';
import { addScaled, dot, softmax } from './vectors.ts';
import type { VectorOf } from './zero-shot-prototypes.ts';

const SCALE = 20;
const STEPS = 8;
const STEP_SIZE = 0.2;
/** Examples × labels × steps: about half a second of mathematics. Larger label sets take fewer steps. */
const MAX_WORK = 800_000;
/** The share of labels that must have examples: those without are only ever pushed away. */
const MIN_SHARE = 0.9;

interface Example {
  vector: Float32Array;
  label: number;
}

/**
 * Moves the prototypes towards telling the examples apart: a few full steps of softmax regression that starts at the
 * prototypes, so that it never leaves them far behind. With 8 examples a label this gains about 3 points on Banking77
 * and harms no set. Gives the prototypes unchanged when fewer than nine in ten labels have examples.
 */
export async function refined(
  prototypes: readonly Float32Array[],
  labels: readonly Label[],
  vectorOf: VectorOf,
): Promise<readonly Float32Array[]> {
  const shown = labels.filter(({ examples }) => examples?.length).length;
  if (shown === 0 || shown < MIN_SHARE * labels.length) return prototypes;
  const examples = labels.flatMap((label, place) =>
    (label.examples ?? []).map((text): Example => ({ vector: vectorOf(text), label: place })),
  );
  const steps = Math.min(STEPS, Math.floor(MAX_WORK / (examples.length * labels.length)));
  let weights = prototypes;
  for (let step = 0; step < steps; step++) weights = await stepFrom(weights, examples);
  return weights;
}

async function stepFrom(weights: readonly Float32Array[], examples: readonly Example[]): Promise<readonly Float32Array[]> {
  const next = weights.map((vector) => vector.slice());
  const rate = (STEP_SIZE * weights.length) / examples.length;
  for (const { vector, label } of examples) {
    const shares = softmax(weights.map((weight) => SCALE * dot(weight, vector)));
    for (const [place, target] of next.entries()) {
      const error = (shares[place] ?? 0) - (place === label ? 1 : 0);
      // Most labels are far from most examples: what moves nothing is not worth 384 multiplications.
      if (Math.abs(error) > 1e-3) addScaled(target, vector, -rate * error);
    }
    await pace();
  }
  return next;
}
