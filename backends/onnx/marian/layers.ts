import type { Architecture } from './architecture.ts';
import type { GraphBuilder } from './graph-builder.ts';
import type { Matrix, Weights } from './weights.ts';

/** The parts that the layers of encoder and decoder are made of. Values are names in the graph; widths are fixed. */
export interface Layers {
  /** x.W + b in 8-bit integers, with the parameters `W` and `b` of the file; no bias when `b` is left out. */
  affine(x: string, W: string, size: { rows: number; columns: number }, b?: string): string;
  /** As `affine`, with a matrix, a bias ('' for none) and an input multiplier of one's own. */
  multiply(x: string, matrix: Matrix, inputMultiplier: number, bias: string): string;
  /** LayerNorm(x + residual) with the parameters `<prefix>_scale` and `<prefix>_bias`. */
  normalize(x: string, residual: string, prefix: string): string;
  /** The feed-forward half of a layer, with its residual and norm. */
  feedForward(x: string, prefix: string): string;
  /** Attention of the queries over keys and values, of which row b has `lengths[b]`. */
  attend(query: string, key: string, value: string, lengths: string): string;
}

const LAYER_NORM_EPSILON = 1e-6;

/** Eight-bit inputs are kept as unsigned numbers around this one, as the weights' own engine does. */
const ZERO_POINT = 127;

export function createLayers(graph: GraphBuilder, weights: Weights, { width, heads, feedForward }: Architecture): Layers {
  const quantized = new Map<string, { x: string; scale: string; zero: string }>();

  /** The same input is turned into integers once, however many products use it. */
  const quantize = (x: string, inputMultiplier: number, zeroPoint: number) => {
    const key = `${x} ${inputMultiplier} ${zeroPoint}`;
    const known = quantized.get(key);
    if (known) return known;
    const scale = graph.float(1 / inputMultiplier);
    const zero = graph.constant('uint8', [], Uint8Array.of(zeroPoint));
    const made = { x: graph.node('QuantizeLinear', [x, scale, zero]), scale, zero };
    quantized.set(key, made);
    return made;
  };
  const multiply = (x: string, matrix: Matrix, inputMultiplier: number, bias: string, zeroPoint = ZERO_POINT): string => {
    const input = quantize(x, inputMultiplier, zeroPoint);
    const values = graph.constant('int8', [matrix.rows, matrix.columns], matrix.values);
    return graph.node('MatMulIntegerToFloat', [input.x, values, input.scale, graph.float(matrix.scale), input.zero, '', bias]);
  };
  const vector = (name: string, length: number): string => graph.constant('float', [length], weights.vector(name, length));
  const affine = (x: string, W: string, size: { rows: number; columns: number }, b?: string, zeroPoint?: number): string =>
    multiply(
      x,
      weights.matrix(W, size.rows, size.columns),
      weights.inputMultiplier([`${W}_QuantMultA`]),
      b === undefined ? '' : vector(b, size.columns),
      zeroPoint,
    );
  // The runtime's own operator that joins the sum and the norm is several times slower than these two.
  const normalize = (x: string, residual: string, prefix: string): string => {
    const [scale, bias] = [vector(`${prefix}_scale`, width), vector(`${prefix}_bias`, width)];
    const sum = graph.node('Add', [x, residual]);
    return graph.node('LayerNormalization', [sum, scale, bias], { axis: 2, epsilon: LAYER_NORM_EPSILON });
  };

  return {
    affine: (x, W, size, b) => affine(x, W, size, b),
    multiply: (x, matrix, inputMultiplier, bias) => multiply(x, matrix, inputMultiplier, bias),
    normalize,
    feedForward(x, prefix) {
      const inner = affine(x, `${prefix}_W1`, { rows: width, columns: feedForward }, `${prefix}_b1`);
      // With a zero point of 0, turning into unsigned integers cuts off what is negative: that is the ReLU.
      const outer = affine(inner, `${prefix}_W2`, { rows: feedForward, columns: width }, `${prefix}_b2`, 0);
      return normalize(outer, x, `${prefix}_ffn_ln`);
    },
    attend: (query, key, value, lengths) =>
      graph.node('MultiHeadAttention', [query, key, value, '', lengths], { num_heads: heads }),
  };
}
