import { z } from 'zod';
import type { UpstreamSettings } from '../upstream-settings.ts';
import { look, type Seen } from './look.ts';
import { type Other, sniff } from './sniff.ts';

/** An API that a server has, as far as its own words tell. */
export interface Api {
  kind: 'openai' | 'huggingface' | 'openinference';
  /** The server, in words. */
  what: string;
  /** The `baseUrl` under which it is asked. */
  baseUrl: string;
  /** The models it names. */
  names: readonly string[];
}

/** What is found at an address. `page`: web pages and no API that is known; `http`: neither; `infinity`: a server that no kind is for. */
export type Found = { apis: readonly Api[] } | { instead: Other | 'page' | 'http' | 'plain' | 'infinity' };

const modelList = z.object({ data: z.array(z.object({ id: z.string(), owned_by: z.string().optional().catch(undefined) })) });
const inference = z.object({ name: z.string(), version: z.string().optional(), extensions: z.array(z.unknown()).optional() });
const inferenceNames = z.union([
  z.object({ models: z.array(z.string()) }).transform(({ models }) => models),
  z.array(z.object({ name: z.string() })).transform((models) => models.map(({ name }) => name)),
]);
const info = z.object({ model_id: z.string(), model_type: z.unknown().optional() });

/** Where servers have the API of OpenAI, behind their origin. */
const OPENAI_PATHS = ['/v1', '/openai/v1', ''];

const pathOf = (baseUrl: string) => new URL(baseUrl).pathname.replace(/\/$/, '');
const at = (settings: UpstreamSettings, path: string) => new URL(settings.baseUrl).origin + path;

/**
 * Asks a server what it is, by the addresses under which the known ones tell. Undefined where nothing is
 * reached, or it says no more than that it fails. Ends within seconds and never rejects.
 */
export async function whatSpeaks(settings: UpstreamSettings): Promise<Found | undefined> {
  const own = pathOf(settings.baseUrl);
  const start = await look(settings, own === '' ? '/' : own);
  if (!start) return notHttp(settings);
  const [chat, ...others] = await Promise.all([openai(settings, own), openInference(settings, own), huggingface(settings)]);
  if (chat === 'infinity') return { instead: chat };
  const apis = [chat, ...others].flatMap((api) => api ?? []);
  if (apis.length > 0) return { apis };
  // A proxy says so, in whatever form, while what is behind it is down: that tells nothing of what it is.
  return start.status >= 500 ? undefined : { instead: withoutApi(start) };
}

/** Some servers of HTTPS say in plain HTTP what they miss. */
const withoutApi = ({ status, text, isHtml }: Seen) =>
  status === 400 && /HTTPS (port|server)/i.test(text) ? 'tls' : isHtml ? 'page' : 'http';

async function notHttp(settings: UpstreamSettings): Promise<Found | undefined> {
  const isPlain =
    settings.baseUrl.startsWith('https:') && (await look({ ...withoutKey(settings), baseUrl: plainUrl(settings) }, '/'));
  const instead = isPlain ? 'plain' : await sniff(settings);
  return instead && { instead };
}

/** What is asked without TLS is told no secrets. */
const withoutKey = (settings: UpstreamSettings): UpstreamSettings => ({ ...settings, apiKey: undefined, headers: {}, query: {} });

/** The same address, port included, without TLS. */
function plainUrl({ baseUrl }: UpstreamSettings): string {
  const { hostname, port } = new URL(baseUrl);
  return `http://${hostname}:${port || 443}`;
}

/** Infinity lists its models as OpenAI does, but they embed, rank and classify, and none of them chats. */
async function openai(settings: UpstreamSettings, own: string): Promise<Api | 'infinity' | undefined> {
  for (const path of new Set([own, ...OPENAI_PATHS])) {
    const list = modelList.safeParse((await look(settings, `${path}/models`))?.json).data;
    if (list?.data.some(({ owned_by }) => owned_by === 'infinity')) return 'infinity';
    const names = list?.data.map(({ id }) => id);
    if (names) return { kind: 'openai', what: 'A server with the API of OpenAI', baseUrl: at(settings, path), names };
  }
  return undefined;
}

async function openInference(settings: UpstreamSettings, own: string): Promise<Api | undefined> {
  for (const path of new Set([own, ''])) {
    const server = inference.safeParse((await look(settings, `${path}/v2`))?.json).data;
    if (!server) continue;
    const listed = inferenceNames.safeParse((await look(settings, `${path}/v2/models`))?.json).data;
    const names = listed ?? inferenceNames.safeParse((await look(settings, `${path}/v2/repository/index`, {}))?.json).data ?? [];
    const what = `${[server.name, server.version].filter(Boolean).join(' ')}, a server of the Open Inference Protocol,`;
    return { kind: 'openinference', what, baseUrl: at(settings, path), names };
  }
  return undefined;
}

/** Text Embeddings Inference says of what type its model is; Text Generation Inference has the API of OpenAI. */
async function huggingface(settings: UpstreamSettings): Promise<Api | undefined> {
  const server = info.safeParse((await look(settings, '/info'))?.json).data;
  if (!server) return undefined;
  const names = [server.model_id];
  return server.model_type === undefined
    ? { kind: 'openai', what: 'Text Generation Inference', baseUrl: at(settings, '/v1'), names }
    : { kind: 'huggingface', what: 'Text Embeddings Inference', baseUrl: at(settings, ''), names };
}
