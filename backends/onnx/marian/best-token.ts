import type { GraphBuilder } from './graph-builder.ts';

/** The greatest number of scores in a block. */
const MAX_BLOCK = 256;

/**
 * The ids [batch, 1] of the highest of `scores` [batch, 1, tokens], the lowest id among equals. ArgMax looks at one number
 * at a time, Max at many: so the block with the maximum is found first, and ArgMax only looks into that block.
 */
export function bestToken(graph: GraphBuilder, scores: string, tokens: number): string {
  const block = largestDivisor(tokens, MAX_BLOCK);
  const blocks = graph.node('Reshape', [scores, graph.integers(0, tokens / block, block)]);
  const maxima = graph.node('ReduceMax', [blocks], { axes: [2], keepdims: 0 });
  const bestBlock = graph.node('ArgMax', [maxima], { axis: 1, keepdims: 1 });
  const candidates = graph.node('GatherND', [blocks, bestBlock], { batch_dims: 1 });
  const bestInBlock = graph.node('ArgMax', [candidates], { axis: 1, keepdims: 1 });
  const firstInBlock = graph.node('Mul', [bestBlock, graph.integers(block)]);
  return graph.node('Add', [firstInBlock, bestInBlock]);
}

function largestDivisor(number: number, atMost: number): number {
  let divisor = atMost;
  while (number % divisor !== 0) divisor -= 1;
  return divisor;
}
