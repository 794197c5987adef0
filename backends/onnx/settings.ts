import { z } from 'zod';
import { shippedModels } from './package-paths.ts';

/** What the settings file may say of a backend of the kind `onnx`. */
export const onnxSettings = z.strictObject({
  modelsDirectories: z
    .array(z.string().min(1))
    .default([shippedModels])
    .describe('Folders that hold model folders. Unless set, the models of the package.'),
  workers: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe(
      'Worker processes. Unless set, one less than the cores, and no more than fit into the memory of the container at 250 MB each: 1 to 8.',
    ),
  maxQueueTokens: z
    .int()
    .min(1)
    .default(65_536)
    .describe(
      'Tokens that may wait for one model; past it requests are refused, as are those that would not be answered in time.',
    ),
  runTimeoutMs: z.int().min(100).max(600_000).default(10_000).describe('A worker silent for so long within a batch is replaced.'),
});

export type OnnxSettings = z.output<typeof onnxSettings>;
