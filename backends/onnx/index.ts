/** The backend of local models: no network, no key. */
import { GatewayError } from '../../src/errors.ts';
import type { Backend, BackendLog, Embedder, ModelHealth, ModelState } from '../../src/model.ts';
import { createHost, type Host } from './host/host.ts';
import { defaultWorkerCount } from './host/worker-count.ts';
import type { ModelFolder } from './manifest.ts';
import { type Offer, offersOf, pivotsOf } from './models.ts';
import { findModels } from './models-folder.ts';
import { workerEntry } from './package-paths.ts';
import type { OnnxSettings } from './settings.ts';
import { embedTexts } from './tasks/embed-texts.ts';

interface Found {
  folders: readonly ModelFolder[];
  refused: readonly ModelHealth[];
}

/** Loads each sound folder as soon as it is checked, while the workers start and the next folder is read. */
async function loadModels(host: Host, directories: readonly string[]): Promise<Found> {
  const folders: ModelFolder[] = [];
  const refused: ModelHealth[] = [];
  for await (const found of findModels(directories)) {
    if ('refused' in found) refused.push(...found.refused);
    else {
      host.load(found.folder, found.problem);
      folders.push(found.folder);
    }
  }
  await host.settled();
  return { folders, refused };
}

const WORST_FIRST: readonly ModelState[] = ['FAILED', 'LOADING', 'DRAINING', 'DEGRADED', 'READY'];

/** A model is as well as the worst of the folders it needs. */
function healthOf(host: Host, { model, folders }: Offer): ModelHealth {
  const states = folders.map((folder) => host.health(folder));
  const rank = ({ state }: ModelHealth): number => WORST_FIRST.indexOf(state);
  const worst = states.reduce((one, other) => (rank(other) < rank(one) ? other : one));
  return { ...worst, id: model.id };
}

function embedderOf(backend: string, host: Host, folders: readonly ModelFolder[]): Embedder | undefined {
  const isFailed = ({ manifest }: ModelFolder) => host.health(manifest.id).state === 'FAILED';
  for (const { manifest } of folders.toSorted((one, other) => Number(isFailed(one)) - Number(isFailed(other)))) {
    const output = manifest.serves.find(({ task }) => task === 'embed')?.output;
    if (output === undefined) continue;
    return {
      model: { id: manifest.id, version: manifest.version, backend },
      async embed(texts, call) {
        const embedded = await embedTexts(host.inference(manifest.id), output, texts, call);
        return embedded.map((found) => {
          if (found instanceof GatewayError) throw found;
          const usage = { inputTokens: found.tokens, outputTokens: 0, costUsd: 0, estimated: false };
          return { vector: found.vector, usage };
        });
      },
    };
  }
  return undefined;
}

/**
 * Starts the workers and loads every model of the folders. Resolves when all that can be loaded are ready; those that cannot be are
 * in the health with the reason, the others serve, and those whose files are sound are tried again, later each time.
 */
export async function createOnnx(name: string, settings: OnnxSettings, log?: BackendLog): Promise<Backend> {
  const { modelsDirectories, workers = defaultWorkerCount(), ...limits } = settings;
  const host = createHost({ ...limits, workers, entry: workerEntry, log });
  try {
    return backendOf(name, host, await loadModels(host, modelsDirectories), log);
  } catch (cause) {
    await host.close();
    throw cause;
  }
}

function backendOf(name: string, host: Host, { folders, refused }: Found, log?: BackendLog): Backend {
  for (const { id, detail } of refused) log?.warn('model', { model: id, state: 'FAILED', problem: detail });
  const direct = folders.flatMap((folder) => offersOf(folder, name, host.inference(folder.manifest.id)));
  const offers = [...direct, ...pivotsOf(direct)];
  const models = offers.map(({ model }) => model);
  return {
    name,
    kind: 'onnx',
    local: true,
    models: () => models,
    embedder: embedderOf(name, host, folders),
    health() {
      const states = offers.map((offer) => healthOf(host, offer));
      const healthy = states.some(({ state }) => state === 'READY' || state === 'DEGRADED');
      return { healthy, models: [...states, ...refused], memoryBytes: host.memoryBytes() };
    },
    close: host.close,
  };
}
