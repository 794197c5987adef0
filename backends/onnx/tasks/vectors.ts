/** Small mathematics over dense vectors of equal length. */

/** The scalar product. Four sums side by side: this is the inner loop of every score, and one sum alone waits for itself. */
export function dot(left: Float32Array, right: Float32Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let place = 0; place < left.length; place += 4) {
    first += (left[place] ?? 0) * (right[place] ?? 0);
    second += (left[place + 1] ?? 0) * (right[place + 1] ?? 0);
    third += (left[place + 2] ?? 0) * (right[place + 2] ?? 0);
    fourth += (left[place + 3] ?? 0) * (right[place + 3] ?? 0);
  }
  return first + second + third + fourth;
}

/** Adds `weight` times the vector to the target, in place. */
export function addScaled(target: Float32Array, vector: Float32Array, weight: number): void {
  for (let place = 0; place < target.length; place++) target[place] = (target[place] ?? 0) + weight * (vector[place] ?? 0);
}

/** The vector at length 1; one that has it, or is all zeros, comes back as it is. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (length === 0 || Math.abs(length - 1) < 1e-6) return vector;
  const scaled = new Float32Array(vector.length);
  addScaled(scaled, vector, 1 / length);
  return scaled;
}

/** The sum of the vectors, each times its weight. Takes at least one vector. */
export function weightedSum(vectors: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const [place, vector] of vectors.entries()) addScaled(sum, vector, weights[place] ?? 0);
  return sum;
}

/** The mean of the vectors. Takes at least one. */
export function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) addScaled(mean, vector, 1 / vectors.length);
  return mean;
}

/** Probabilities from logits; safe for large values. */
export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const greatest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = values.map((value) => Math.exp(value - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
