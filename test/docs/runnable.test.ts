import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/config/package-root.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import { kindSchemas, loadSettings, type Service, serve } from '../../src/main.ts';

/** A block that begins with ```language run=name, and the block ```… answer=name that follows it. */
interface Runnable {
  name: string;
  language: string;
  source: string;
  answer: string;
}

const BLOCK = /^```(\w+) (run|answer|settings)(?:=(\S+))?\n(.*?)^```/gms;
const pages = [
  'README.md',
  ...readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));
const blocks = pages.flatMap((page) => [...readFileSync(join(packageRoot, page), 'utf8').matchAll(BLOCK)]);
const answers = new Map(blocks.filter(([, , kind]) => kind === 'answer').map(([, , , name, text]) => [name, text]));
const runnables = blocks
  .filter(([, , kind]) => kind === 'run')
  .map(
    ([, language, , name, source]): Runnable => ({
      name: name!,
      language: language!,
      source: source!,
      answer: answers.get(name) ?? '',
    }),
  );
const settings = blocks.filter(([, , kind]) => kind === 'settings').map(([, , , , text]) => text!);

const run = promisify(execFile);
const main = join(packageRoot, 'dist', 'cli', 'main.js');

describe('what the pages show', () => {
  let service: Service;
  beforeAll(async () => {
    service = await serve(loadSettings({ env: {}, overrides: { server: { port: 0 } } }));
  });
  afterAll(() => service?.close());

  const here = (source: string) => source.replaceAll('http://127.0.0.1:4000', service.url);

  const RUN: Record<string, (source: string) => Promise<string>> = {
    graphql: async (query) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${service.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return response.text();
    },
    js: async (source) => (await run(process.execPath, ['--input-type=module', '--eval', here(source)])).stdout,
    sh: async (source) => {
      const script = `lingraph() { "${process.execPath}" "${main}" "$@"; }\n${here(source)}`;
      return (await run('sh', ['-c', script])).stdout;
    },
  };

  it('has blocks to run, each with its answer', () => {
    expect(runnables.map(({ name }) => name)).toEqual(expect.arrayContaining(['first', 'curl', 'batch', 'fetch', 'cli-json']));
    expect(runnables.filter(({ answer }) => answer === '')).toEqual([]);
  });

  it.each(runnables)('$name gives the answer beside it', async ({ language, source, answer }) => {
    expect(readable(await RUN[language]!(source))).toEqual(readable(answer));
  });

  it.each(settings)('settings hold:\n%s', (text) => {
    expect(settingsSchema(kindSchemas).safeParse(parse(text)).error).toBeUndefined();
  });
});

/** JSON by its content, other text by its words; scores to one decimal, since they differ a little between processors. */
function readable(text: string): unknown {
  const rounded = text.trim().replace(/\b\d\.\d+\b/g, (score) => Number(score).toFixed(1));
  try {
    return JSON.parse(rounded);
  } catch {
    return rounded;
  }
}
