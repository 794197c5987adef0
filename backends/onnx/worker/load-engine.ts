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

/** A classifier with more or fewer columns than labels would give one label the score of another. */
function checkLabels({ serves }: Manifest, output: string, columns: number): void {
  const wrong = serves.find(({ labels, ...served }) => served.output === output && ![0, columns].includes(labels.length));
  if (wrong) throw new Error(`${wrong.id}: has ${wrong.labels.length} labels, but its output ${output} has ${columns} columns`);
}

/** Loads the engine of a folder and runs it a first time. Throws where the files do not make a model, or not the one that is served. */
export async function loadEngine(folder: ModelFolder): Promise<Engine> {
  const { architecture, serves } = folder.manifest;
  const engine = await LOADERS[architecture](folder);
  for (const output of new Set(serves.map((served) => served.output)))
    for (const texts of WARM_UP) {
      const [row] = await engine.run(texts, output, () => false);
      checkLabels(folder.manifest, output, row?.windows[0]?.values.length ?? 0);
    }
  return engine;
}
