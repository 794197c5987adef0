/** A gateway from settings as a file holds them, before upstreams that say what a test tells them, asked over HTTP. */
import { afterEach, expect } from 'vitest';
import { type ChatUpstream, chatUpstream, type Said } from '../support/chat-upstream.ts';
import { serveHere } from '../support/serve-here.ts';

const started: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of started.splice(0).reverse()) await one.close();
});

/** Ends with the test. */
export function ends<T extends { close(): Promise<unknown> }>(one: T): T {
  started.push(one);
  return one;
}

export async function upstream(say?: (question: string, time: number) => Said): Promise<ChatUpstream> {
  return ends(await chatUpstream(say));
}

export interface Result {
  __typename: string;
  label?: string;
  code?: string;
  message?: string;
  retryAfterMs?: number;
  path?: readonly string[];
  supported?: { languages: readonly string[] };
  attempts: readonly { model: string; outcome: string; code?: string }[];
  meta?: Meta;
}

export interface Meta extends Pick<Result, 'attempts'> {
  degraded: boolean;
  model: { id: string };
  usage?: { inputTokens: number; outputTokens: number; costUsd?: number; estimated: boolean };
}

/** What is asked of a sentiment. */
export const FIELDS = `__typename
  ... on Sentiment { label meta { degraded model { id } usage { inputTokens outputTokens costUsd estimated } attempts { model outcome code } } }
  ... on InvalidInputError { path }
  ... on UnsupportedError { supported { languages } }
  ... on Error { code message retryAfterMs attempts { model outcome code } }`;

/** Opens a gateway whose sentiment takes this route. */
export async function open(backends: Readonly<Record<string, object>>, sentiment: object, changes: object = {}) {
  const { url } = ends(await serveHere({ backends, routes: { sentiment }, retry: { firstDelayMs: 20 }, ...changes }));
  const query = async (text: string) => {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: text }) });
    const { data, errors } = (await reply.json()) as { data: Record<string, unknown>; errors?: unknown };
    expect(errors).toBeUndefined();
    return data;
  };
  const ask = async (text = 'The soup was cold.', routing = ''): Promise<Result> => {
    const input = `text: ${JSON.stringify(text)} language: "en" routing: { cache: BYPASS ${routing} }`;
    return (await query(`{ sentiment(input: { ${input} }) { ${FIELDS} } }`)).sentiment as Result;
  };
  return { url, query, ask };
}

/** What was tried, in words. */
export const trail = ({ meta, attempts }: Result): string[] =>
  (meta?.attempts ?? attempts).map(({ model, outcome, code }) => [model, outcome, code].filter(Boolean).join(' '));

export const local = { kind: 'onnx', workers: 1 };
