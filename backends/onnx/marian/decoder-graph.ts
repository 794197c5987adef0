import type { Architecture } from './architecture.ts';
import { bestToken } from './best-token.ts';
import { createGraphBuilder } from './graph-builder.ts';
import { createLayers } from './layers.ts';
import { transpose } from './transpose.ts';
import type { Matrix, Weights } from './weights.ts';

/**
 * One step of the decoder: `embedded` [batch, 1, width] (the token before), `lengths` [batch], `key_i` and `value_i` of
 * the encoder, `state_i` [batch, 1, width] and `rated` (places of rows, perhaps none) in; out come `next` [batch, 1], the
 * ids of the best tokens, `new_state_i`, and `log_probability` [rated, 1] of the best tokens of the rated rows alone, since
 * a sum over the whole vocabulary takes time.
 */
export function decoderGraph(weights: Weights, architecture: Architecture, embedding: Matrix): Buffer {
  const { width, heads, decoderLayers } = architecture;
  const graph = createGraphBuilder('decoder');
  const layers = createLayers(graph, weights, architecture);
  const square = { rows: width, columns: width };

  const lengths = graph.input('lengths', 'int32', ['batch']);
  let x = graph.input('embedded', 'float', ['batch', 1, width]);
  for (let layer = 1; layer <= decoderLayers; layer += 1) {
    const [rnn, context] = [`decoder_l${layer}_rnn`, `decoder_l${layer}_context`];
    const [key, value] = ['key', 'value'].map((name) =>
      graph.input(`${name}_${layer}`, 'float', ['batch', heads, 'source', width / heads]),
    );
    const state = graph.input(`state_${layer}`, 'float', ['batch', 1, width]);

    // new state = forget * state + (1 - forget) * candidate
    const candidate = layers.affine(x, `${rnn}_W`, square);
    const forget = graph.node('Sigmoid', [layers.affine(x, `${rnn}_Wf`, square, `${rnn}_bf`)]);
    const kept = graph.node('Mul', [forget, graph.node('Sub', [state, candidate])]);
    const newState = graph.node('Add', [candidate, kept]);
    graph.output(newState, `new_state_${layer}`, 'float', ['batch', 1, width]);
    x = layers.normalize(graph.node('Relu', [newState]), x, `${rnn}_ffn_ln`);

    const query = layers.affine(x, `${context}_Wq`, square, `${context}_bq`);
    const attended = layers.attend(query, key ?? '', value ?? '', lengths);
    x = layers.normalize(layers.affine(attended, `${context}_Wo`, square, `${context}_bo`), x, `${context}_Wo_ln`);
    x = layers.feedForward(x, `decoder_l${layer}_ffn`);
  }

  const bias = graph.constant('float', [embedding.rows], weights.vector('decoder_ff_logit_out_b', embedding.rows));
  const multiplier = weights.inputMultiplier(['none_QuantMultA', 'decoder_Wemb_QuantMultA', 'Wemb_QuantMultA']);
  const scores = layers.multiply(x, transpose(embedding), multiplier, bias);
  const rated = graph.node('Gather', [scores, graph.input('rated', 'int64', ['rated'])], { axis: 0 });
  const [greatest, total] = ['ReduceMax', 'ReduceLogSumExp'].map((reduce) =>
    graph.node(reduce, [rated], { axes: [2], keepdims: 0 }),
  );
  graph.output(graph.node('Sub', [greatest ?? '', total ?? '']), 'log_probability', 'float', ['rated', 1]);
  graph.output(bestToken(graph, scores, embedding.rows), 'next', 'int64', ['batch', 1]);
  return graph.serialize();
}
