import { InferenceSession } from 'onnxruntime-node';
import type { Architecture } from './architecture.ts';
import { decoderGraph } from './decoder-graph.ts';
import { createEmbedder, type Embed } from './embedder.ts';
import { encoderGraph } from './encoder-graph.ts';
import { refuse } from './refuse.ts';
import type { Weights } from './weights.ts';

/** The most tokens a part of a text has, its end mark included: what these models were trained on. */
export const MAX_SOURCE_TOKENS = 128;

/** The most tokens that one part is translated into. */
export const MAX_TARGET_TOKENS = 256;

/** A model ready to run: what greedy decoding needs of it. */
export interface Network {
  encoder: InferenceSession;
  decoder: InferenceSession;
  width: number;
  decoderLayers: number;
  embedSource: Embed;
  embedTarget: Embed;
  /** How many tokens each side has; ids are below. */
  sourceTokens: number;
  targetTokens: number;
}

/**
 * One thread: parallel work is the host's, by processes. The arena would keep the memory of the largest batch for ever.
 * More than basic optimization only costs: it makes loading slower and joins sums with norms into a slower operator.
 */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  enableCpuMemArena: false,
  graphOptimizationLevel: 'basic',
};

/** Builds both graphs of a model and gives them to ONNX Runtime. `MODEL_NOT_READY` when the file does not hold all parts. */
export async function createNetwork(weights: Weights, architecture: Architecture, file: string): Promise<Network> {
  if (weights.has('decoder_ff_logit_out_W')) throw refuse(file, 'it has an output matrix of its own, which is not known');
  const { width, decoderLayers } = architecture;
  const source = weights.embedding(['Wemb', 'encoder_Wemb'], width);
  const target = weights.embedding(['Wemb', 'decoder_Wemb'], width);
  const embedTarget = createEmbedder(target, MAX_TARGET_TOKENS);
  const isShared = source.values.byteOffset === target.values.byteOffset;
  return {
    encoder: await createSession(encoderGraph(weights, architecture), file),
    decoder: await createSession(decoderGraph(weights, architecture, target), file),
    width,
    decoderLayers,
    embedSource: isShared ? embedTarget : createEmbedder(source, MAX_SOURCE_TOKENS),
    embedTarget,
    sourceTokens: source.rows,
    targetTokens: target.rows,
  };
}

async function createSession(graph: Buffer, file: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(graph, SESSION_OPTIONS);
  } catch (cause) {
    throw refuse(file, 'ONNX Runtime does not take the graph made of it', cause);
  }
}
