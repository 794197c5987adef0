import type { GatewayError } from '../../../src/errors.ts';
import { statusOf } from '../status-of.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';
import { type Api, type Found, whatSpeaks } from './what-speaks.ts';

/** Says what to set or do about a failure, in a sentence for an operator. Undefined where it does not know. Never rejects. */
export type Advise = (error: GatewayError, model: string) => Promise<string | undefined>;

const INSTEAD: Readonly<Record<Extract<Found, { instead: unknown }>['instead'], string>> = {
  redis: 'a Redis answers there, which belongs in cache.store. Write the address of a model server',
  tls: 'a server that speaks TLS answers there. Write https:// instead of http://',
  plain: 'a server without TLS answers there. Write http:// instead of https://',
  bytes: 'what answers there does not speak HTTP. Write the address of a model server',
  silence: 'something takes connections there and says nothing in HTTP. Write the address of a model server',
  page: 'web pages (HTML) are served there, and no model API. Write the address of the API',
  infinity: 'Infinity answers there, whose API belongs to no kind. Serve the model with hf-serve or Text Embeddings Inference',
  http: 'an HTTP server answers there that has none of the known model APIs. Write the address of the API, with its path',
};

/** What to set about the failures of a backend's server. It asks the server once what it is. `name` and `kind` are those of the settings. */
export function adviser(name: string, kind: Api['kind'], settings: UpstreamSettings): Advise {
  const setting = (path: string) => `backends.${name}.${path}`;
  let asked: Promise<Found | undefined> | undefined;
  return async (error, model) => {
    const place = placeOf(settings, model);
    const expected = { kind, settings, setting, model, place: setting(place?.path ?? 'model'), beside: place?.beside ?? {} };
    const told = byStatus(error, expected);
    if (told) return told;
    if (error.traits.origin !== 'PROVIDER' && statusOf(error) === undefined) return undefined;
    asked ??= whatSpeaks(settings);
    return bySpeaker(await asked, expected) ?? byFailure(error, expected);
  };
}

interface Expected {
  kind: Api['kind'];
  settings: UpstreamSettings;
  setting(path: string): string;
  model: string;
  /** The setting that names the model, and what stands beside it. */
  place: string;
  beside: object;
}

function byStatus(error: GatewayError, { kind, settings, setting, place }: Expected): string | undefined {
  const status = statusOf(error);
  if (status === 401 || status === 403) {
    return settings.apiKey === undefined
      ? `The server answers ${status} to a request without a key: write one as ${setting('apiKey')}, or what it asks for in ${setting('headers')}.`
      : `The server answers ${status} to the key of ${setting('apiKey')}: it is wrong, has expired, or may not use this model.`;
  }
  if (status === 402) return `The server answers 402: pay the account of ${setting('apiKey')}.`;
  if (status === 429) return 'The server answers 429: wait, or raise the quota of the account.';
  if (status === 501) return `The server answers 501: it has no versions of models. Leave out the version beside ${place}.`;
  if (error.code === 'OUTPUT_INVALID' && kind !== 'openai')
    return `Compare what the model answers with what stands beside ${place}: its labels, their names and their order.`;
  return undefined;
}

function bySpeaker(found: Found | undefined, expected: Expected): string | undefined {
  if (!found) return undefined;
  const { kind, settings, setting } = expected;
  if ('instead' in found) return `${setting('baseUrl')}: ${INSTEAD[found.instead]}.`;
  const own = found.apis.find((api) => api.kind === kind);
  if (own) return byOwn(own, expected);
  const [other] = found.apis;
  // Behind a path of its own something else may be served than at the origin.
  if (!other || (kind === 'huggingface' && new URL(settings.baseUrl).pathname !== '/')) return undefined;
  const path = other.kind === 'huggingface' ? ', with path: /predict beside its model' : '';
  return `${setting('kind')}: ${other.what} answers there${namesOf(other)}. Write kind: ${other.kind} and baseUrl: ${other.baseUrl}${path}.`;
}

/** What is wrong although the server speaks what it should. */
function byOwn(own: Api, { kind, settings, setting, model, place, beside }: Expected): string | undefined {
  if (own.baseUrl !== settings.baseUrl.replace(/\/$/, ''))
    return `${setting('baseUrl')}: ${own.what} answers at ${own.baseUrl}. Write that.`;
  if (kind === 'huggingface')
    return 'path' in beside ? undefined : `${place}: ${own.what} answers there${namesOf(own)}. Write path: /predict beside it.`;
  if (own.names.length === 0 || own.names.includes(model)) return undefined;
  return `${place}: the server has no ${model}${namesOf(own)}. Write one that it has.`;
}

function byFailure(error: GatewayError, { setting, settings: { attemptMs } }: Expected): string | undefined {
  if (error.code === 'UPSTREAM_TIMEOUT')
    return `The server took longer than ${setting('attemptMs')}, which is ${attemptMs}: write more, or look why it is slow.`;
  const status = statusOf(error);
  return status === undefined ? undefined : `The server answers ${status} to this request: its own log says why.`;
}

const MAX_NAMES = 5;

function namesOf({ names }: Api): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, MAX_NAMES).map((name) => name.slice(0, 100));
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return ` (it has ${shown.join(', ')}${more})`;
}

/** Where settings name a model: the path of that setting, such as `sentiment.model`, and what stands beside it. */
function placeOf(settings: object, model: string): { path: string; beside: object } | undefined {
  for (const [key, value] of Object.entries(settings)) {
    if (value === model) return { path: key, beside: settings };
    const within = typeof value === 'object' && value !== null ? placeOf(value, model) : undefined;
    if (within) return { ...within, path: `${key}.${within.path}` };
  }
  return undefined;
}
