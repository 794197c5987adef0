import type { Engine } from '../engine.ts';
import type { Manifest, ModelFolder } from '../manifest.ts';

/** How each architecture is loaded. The code of one that no folder asks for is never read. */
const LOADERS: Readonly<Record<Manifest['architecture'], (folder: ModelFolder) => Promise<Engine>>> = {
  encoder: async ({ path, manifest }) => (await import('../encoder/engine.ts')).loadEncoder(path, manifest),
  marian: async ({ path }) => (await import('../marian/engine.ts')).loadMarian(path),
};

/** One short text and one full batch: the first runs of a session pay for memory that later ones reuse. */
const WARM_UP: readonly (readonly string[])[] = [
  ['Warm.'],
  Array<string>(8).fill('A sentence of the usual length, so that the first caller does not wait.'),
];

/** Loads the engine of a folder and runs it a first time. Throws where the files do not make a model, or lack an output that is served. */
export async function loadEngine(folder: ModelFolder): Promise<Engine> {
  const engine = await LOADERS[folder.manifest.architecture](folder);
  const outputs = new Set(folder.manifest.serves.map(({ output }) => output));
  for (const output of outputs) for (const texts of WARM_UP) await engine.run(texts, output, () => false);
  return engine;
}
