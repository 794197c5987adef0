/** The backend of local models: no network, no key. */
import { GatewayError } from '../../src/errors.ts';
import type { AnyModel, Backend, Embed, ModelHealth } from '../../src/model.ts';
import { createHost, type Host } from './host/host.ts';
import { defaultWorkerCount } from './host/worker-count.ts';
import type { ModelFolder } from './manifest.ts';
import { modelsOf, pivotsOf } from './models.ts';
import { findModels } from './models-folder.ts';
import { workerEntry } from './package-paths.ts';
import type { OnnxSettings } from './settings.ts';
import { embedTexts } from './tasks/embed-texts.ts';

/** Loads each sound folder as soon as it is checked, while the workers start and the next folder is read. */
async function loadModels(host: Host, directories: readonly string[]) {
  const folders: ModelFolder[] = [];
  const refused: ModelHealth[] = [];
  for await (const found of findModels(directories)) {
    if ('refused' in found) refused.push(...found.refused);
    else {
      host.load(found.folder);
      folders.push(found.folder);
    }
  }
  await host.settled();
  return { folders, refused };
}

/** The health of every id that a folder serves. */
function healthOf(host: Host, { manifest }: ModelFolder): readonly ModelHealth[] {
  const ids = manifest.serves.filter(({ task }) => task !== 'embed').map(({ id }) => id);
  return ids.map((id) => ({ ...host.health(manifest.id), id }));
}

function embedWith(host: Host, folders: readonly ModelFolder[]): Embed | undefined {
  for (const { manifest } of folders) {
    const output = manifest.serves.find(({ task }) => task === 'embed')?.output;
    if (output === undefined) continue;
    return async (texts, call) => {
      const embedded = await embedTexts(host.lane(manifest.id), output, texts, call);
      return embedded.map((found) => {
        if (found instanceof GatewayError) throw found;
        return found.vector;
      });
    };
  }
  return undefined;
}

/**
 * Starts the workers and loads every model of the folders. Resolves when all that can be loaded are ready;
 * those that cannot be are in the health with the reason, and the others serve.
 */
export async function createOnnx(name: string, settings: OnnxSettings): Promise<Backend> {
  const { modelsDirectories, workers = defaultWorkerCount(), ...limits } = settings;
  const host = createHost({ ...limits, workers, entry: workerEntry });
  const { folders, refused } = await loadModels(host, modelsDirectories);
  const loaded = folders.filter(({ manifest }) => host.health(manifest.id).state !== 'FAILED');
  const direct: readonly AnyModel[] = loaded.flatMap((folder) => modelsOf(folder, name, host.lane(folder.manifest.id)));
  const models = [...direct, ...pivotsOf(direct)];
  return {
    name,
    kind: 'onnx',
    local: true,
    models: () => models,
    embed: embedWith(host, loaded),
    health() {
      const states = folders.flatMap((folder) => healthOf(host, folder));
      return { healthy: states.some(({ state }) => state === 'READY' || state === 'DEGRADED'), models: [...states, ...refused] };
    },
    close: host.close,
  };
}
