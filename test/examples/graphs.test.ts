import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { packageRoot } from '../../src/config/package-root.ts';
import type { Data } from '../src/server/graphql-client.ts';
import { endWithSuite } from '../support/end-with-suite.ts';

const examples = join(packageRoot, 'examples');
const main = join(packageRoot, 'dist', 'cli', 'main.js');
const running: ChildProcess[] = [];
afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(running.map((child) => child.exitCode ?? once(child, 'exit')));
});

/** Starts a program of Node and gives the address that it prints first. */
async function start(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const child = endWithSuite(
    spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  running.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /https?:\/\/[^\s,]+/.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error(`${args.join(' ')} ended without an address`);
}

async function ask(url: string, query: string, variables: object = {}): Promise<Data> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

const SDL = '{ _service { sdl } }';

describe('lingraph serve --subgraph, beside a subgraph of products', () => {
  let lingraph: string;
  let products: string;
  beforeAll(async () => {
    [lingraph, products] = await Promise.all([
      start([main, 'serve', '--port', '0', '--subgraph']),
      start([join(examples, 'federation', 'products.js')], { PORT: '0' }),
    ]);
  });

  it('composes into one graph, with the library of Apollo', async () => {
    const services = await Promise.all(
      Object.entries({ lingraph, products }).map(async ([name, url]) => {
        const { _service } = await ask(url, SDL);
        return { name, url, typeDefs: parse(String(_service?.sdl)) };
      }),
    );
    const { errors, supergraphSdl = '', schema } = composeServices(services);
    expect(errors).toBeUndefined();
    expect(supergraphSdl).toMatch(/type Product\s+@join__type\(graph: PRODUCTS, key: "id"\)/);
    const model = /type Model\b[^{]*\{/.exec(supergraphSdl)?.[0];
    expect(model).toContain('@join__type(graph: LINGRAPH, key: "id"');
    expect(model).toContain('@join__type(graph: PRODUCTS, key: "id"');
    const fields = Object.keys(schema?.toGraphQLJSSchema().getQueryType()?.getFields() ?? {});
    expect(fields).toEqual(expect.arrayContaining(['products', 'sentiment', 'translateBatch', 'models']));
  });

  it('answers across both as a router would: products first, then their models by key, and the tasks', async () => {
    const { products: list } = await ask(products, '{ products { review translator { __typename id } } }');
    const [kettle, lamp] = list as unknown as { review: string; translator: object }[];
    const data = await ask(
      lingraph,
      `query ($of: [_Any!]!, $one: String!, $other: String!) {
        _entities(representations: $of) { ... on Model { version tasks } }
        one: sentiment(input: { text: $one }) { ... on Sentiment { label } }
        other: sentiment(input: { text: $other }) { ... on Sentiment { label } }
      }`,
      { of: [kettle!.translator], one: kettle!.review, other: lamp!.review },
    );
    expect(data).toEqual({
      _entities: [{ version: expect.stringMatching(/^2\+[0-9a-f]{8}$/), tasks: ['TRANSLATE'] }],
      one: { label: 'POSITIVE' },
      other: { label: 'NEGATIVE' },
    });
  });

  it('is printed by the command line as it is told to a supergraph, also with a prefix', async () => {
    const printed = (...flags: string[]) => execFileSync(process.execPath, [main, 'schema', ...flags], { encoding: 'utf8' });
    const { _service } = await ask(lingraph, SDL);
    expect(printed('--subgraph')).toBe(`${_service?.sdl}\n`);
    const prefixed = await start([main, 'serve', '--port', '0', '--type-prefix', 'AI']);
    const { _service: other } = await ask(prefixed, SDL);
    expect(printed('--type-prefix', 'AI')).toBe(`${other?.sdl}\n`);
    expect(other?.sdl).toContain('type AIModel');
  });

  it('is what the settings of rover name', () => {
    const { subgraphs } = parseYaml(readFileSync(join(examples, 'federation', 'supergraph.yaml'), 'utf8'));
    expect(Object.keys(subgraphs)).toEqual(['lingraph', 'products']);
    expect(() => parse(readFileSync(join(examples, 'federation', subgraphs.products.schema.file), 'utf8'))).not.toThrow();
  });

  it('is not a subgraph unless asked: without the flag there is no _service', () => {
    const sdl = execFileSync(process.execPath, [main, 'schema'], { encoding: 'utf8' });
    expect(sdl).not.toContain('_service');
  });

  describe('stitched into the graph of a shop', () => {
    it('gives a type of the shop a sentiment and a translation, and the tasks beside it', async () => {
      const shop = await start([join(examples, 'stitching', 'gateway.js')], { PORT: '0', LINGRAPH_URL: lingraph });
      const data = await ask(
        shop,
        `{
          reviews {
            sentiment { __typename ... on Sentiment { label } }
            translation(target: "pt") { ... on Translation { text } ... on Error { code } }
            klingon: translation(target: "tlh") { ... on Translation { text } ... on Error { code } }
          }
          detectLanguage(text: "Where is the station?") { language }
        }`,
      );
      const klingon = { code: 'UNSUPPORTED_LANGUAGE' };
      expect(data).toEqual({
        reviews: [
          {
            sentiment: { __typename: 'Sentiment', label: 'POSITIVE' },
            translation: { text: expect.stringMatching(/minuto/) },
            klingon,
          },
          {
            sentiment: { __typename: 'Sentiment', label: 'NEGATIVE' },
            translation: { text: expect.stringMatching(/dia/) },
            klingon,
          },
        ],
        detectLanguage: { language: 'en' },
      });
    });
  });
});
