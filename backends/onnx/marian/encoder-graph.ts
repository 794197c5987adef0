import type { Architecture } from './architecture.ts';
import { createGraphBuilder } from './graph-builder.ts';
import { createLayers } from './layers.ts';
import type { Weights } from './weights.ts';

/**
 * The encoder: `embedded` [batch, source, width] and `lengths` [batch] in; out come, for each decoder layer i, the keys
 * and values of its attention over the source, `key_i` and `value_i` [batch, heads, source, width / heads].
 */
export function encoderGraph(weights: Weights, architecture: Architecture): Buffer {
  const { width, heads, encoderLayers, decoderLayers } = architecture;
  const graph = createGraphBuilder('encoder');
  const layers = createLayers(graph, weights, architecture);
  const square = { rows: width, columns: width };

  const lengths = graph.input('lengths', 'int32', ['batch']);
  let x = graph.input('embedded', 'float', ['batch', 'source', width]);
  for (let layer = 1; layer <= encoderLayers; layer += 1) {
    const self = `encoder_l${layer}_self`;
    const [query, key, value] = ['q', 'k', 'v'].map((part) => layers.affine(x, `${self}_W${part}`, square, `${self}_b${part}`));
    const attended = layers.attend(query ?? '', key ?? '', value ?? '', lengths);
    x = layers.normalize(layers.affine(attended, `${self}_Wo`, square, `${self}_bo`), x, `${self}_Wo_ln`);
    x = layers.feedForward(x, `encoder_l${layer}_ffn`);
  }

  const split = graph.integers(0, 0, heads, width / heads);
  for (let layer = 1; layer <= decoderLayers; layer += 1) {
    const context = `decoder_l${layer}_context`;
    for (const [part, name] of [['k', 'key'] as const, ['v', 'value'] as const]) {
      const flat = layers.affine(x, `${context}_W${part}`, square, `${context}_b${part}`);
      const byHead = graph.node('Transpose', [graph.node('Reshape', [flat, split])], { perm: [0, 2, 1, 3] });
      graph.output(byHead, `${name}_${layer}`, 'float', ['batch', heads, 'source', width / heads]);
    }
  }
  return graph.serialize();
}
