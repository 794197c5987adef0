import type { ModelInfo } from '../../../src/model.ts';

/** A model folder as its tasks see it: who it is, and what its manifest says of it. */
export interface ModelSpec {
  id: string;
  version: string;
  /** The name the settings give the backend. */
  backend: string;
  /** The graph output to read; ignored by translators. */
  output: string;
  info: ModelInfo;
}
