import { GatewayError, type Supported } from '../errors.ts';
import type { Routing } from '../model.ts';
import type { Options, Task } from '../task.ts';
import type { Chain } from './chain.ts';

/** The name by which callers and settings pin one model of one backend. */
export const modelName = (backend: string, model: string): string => `${backend}/${model}`;

/** Does `name` mean this model of this backend: its backend, its model, or `backend/model`? */
export function isNamed({ backend, model }: { backend: { name: string }; model: { id: string } }, name: string): boolean {
  return name === backend.name || name === model.id || name === modelName(backend.name, model.id);
}

/** What the caller's routing leaves of a route. Gives NOT_FOUND for a name outside it and NO_ROUTE when nothing is left. */
export function narrow<T extends Task>(chains: readonly Chain<T>[], routing: Routing): readonly Chain<T>[] | GatewayError {
  if (chains.length === 0) return new GatewayError('NO_ROUTE', 'No model is configured for this task.');
  const name = routing.model ?? routing.backend;
  const named = name === undefined ? chains : chains.filter((chain) => isNamed(chain, name));
  if (named.length === 0) {
    const field = routing.model === undefined ? 'backend' : 'model';
    const names = chains.map(({ backend, model }) => (field === 'model' ? modelName(backend.name, model.id) : backend.name));
    const values = unique(names);
    return new GatewayError('NOT_FOUND', `No ${field} of that name serves this task. Name one of: ${values.join(', ')}.`, {
      path: ['routing', field],
      supported: { values },
    });
  }
  const allowed = routing.strategy === 'LOCAL_ONLY' ? named.filter(({ backend }) => backend.local) : named;
  return allowed.length > 0 ? allowed : new GatewayError('NO_ROUTE', 'No local model is configured for this task.');
}

/** The chains that can do what the options ask, and what the others say against it. */
export function sortOut<T extends Task>(chains: readonly Chain<T>[], options: Options<T>) {
  const able: Chain<T>[] = [];
  const refusals: { chain: Chain<T>; error: GatewayError }[] = [];
  for (const chain of chains) {
    const answer = chain.model.supports(options);
    if (answer === true) able.push(chain);
    else refusals.push({ chain, error: answer });
  }
  return { able, refusals };
}

const MAX_TELLING = ['INPUT_TOO_LONG', 'UNSUPPORTED_LANGUAGE', 'UNSUPPORTED_OPTION', 'NOT_FOUND'] as const;

/** One error for all refusals: the most telling code, with everything that would have been supported. */
export function refusalOf(refusals: readonly GatewayError[]): GatewayError {
  const code = MAX_TELLING.find((telling) => refusals.some((refusal) => refusal.code === telling));
  const alike = refusals.filter((refusal) => refusal.code === code);
  const [first] = alike.length > 0 ? alike : refusals;
  if (!first) return new GatewayError('NO_ROUTE', 'No model is configured for this task.');
  return new GatewayError(first.code, first.message, { supported: allOf(alike), path: first.path });
}

/** What any of the models would have supported, each once. */
function allOf(refusals: readonly GatewayError[]): Supported {
  const all = refusals.map(({ supported = {} }) => supported);
  const pairs = all.flatMap(({ pairs = [] }) => pairs);
  return {
    languages: unique(all.flatMap(({ languages = [] }) => languages)),
    pairs: pairs.filter((pair, place) => pairs.findIndex((other) => isSamePair(pair, other)) === place),
    values: unique(all.flatMap(({ values = [] }) => values)),
  };
}

type Pair = NonNullable<Supported['pairs']>[number];

const isSamePair = (one: Pair, other: Pair) => one.source === other.source && one.target === other.target;

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
