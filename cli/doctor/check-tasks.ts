import { ERROR_TEXTS, GatewayError } from '../../src/errors.ts';
import type { Gateway, ModelEntry } from '../../src/gateway.ts';
import type { Backend, Model } from '../../src/model.ts';
import { modelName } from '../../src/routing/candidates.ts';
import { type Names, servedAs } from '../../src/routing/check-names.ts';
import { TASKS, type Task } from '../../src/task.ts';
import { answerLine } from '../output/answer-line.ts';
import { PLAIN_INK } from '../output/ink.ts';
import type { Check } from './check.ts';
import { tryModel } from './try-model.ts';

type Routes = Readonly<Record<Task, Names>>;

/** The state of every model, then one real text for each model that a route names, but for those of backends that cannot be reached. */
export async function checkTasks(
  gateway: Pick<Gateway, 'models' | 'backends'>,
  routes: Routes,
  isReached: (backend: string) => boolean,
  signal: AbortSignal,
): Promise<Check[]> {
  const checks = gateway.models().flatMap(checkModel);
  const backends = gateway.backends().filter(({ name }) => isReached(name));
  for (const task of TASKS) {
    for (const backend of backends) {
      for (const model of namedIn(routes[task], backend, task)) {
        checks.push(await checkTask(backend, model, signal)); // one at a time, so that each latency is its own
      }
    }
  }
  return checks;
}

function checkModel({ id, backend, health }: ModelEntry): Check[] {
  if (health.state === 'READY') return [];
  const advice = backend.local ? 'Repair the model folder, or take it out of the models folder.' : undefined;
  return [{ name: id, state: 'warning', found: health.detail ?? health.state, advice }];
}

/** Each model of a backend that the route of a task may ask. */
function namedIn<T extends Task>({ models, shadow }: Names, backend: Backend, task: T): readonly Model<T>[] {
  const names = shadow === undefined ? models : [...models, shadow];
  const named = names.flatMap((name) => servedAs(backend, task, name));
  return [...new Set(named)] as unknown as readonly Model<T>[];
}

async function checkTask<T extends Task>(backend: Backend, model: Model<T>, signal: AbortSignal): Promise<Check> {
  const name = model.task;
  const asked = modelName(backend.name, model.id);
  const begun = performance.now();
  const result = await tryModel(model, backend.local, signal);
  signal.throwIfAborted();
  if (result instanceof GatewayError) {
    const { code, message, cause } = result;
    const why = cause instanceof Error ? ` (${cause.message})` : '';
    const advice = (await backend.advise?.(result, model.id)) ?? ERROR_TEXTS[code];
    return { name, state: 'failed', found: `${asked}: ${code}: ${message}${why}`, advice };
  }
  const latency = `${Math.round(performance.now() - begun)} ms`;
  const line = answerLine(name, { ...result, model: asked, version: model.version, cache: 'BYPASS' }, PLAIN_INK);
  return { name, state: 'ok', found: `${latency}, ${asked}: ${line.replace(/\s+/g, ' ')}` };
}
