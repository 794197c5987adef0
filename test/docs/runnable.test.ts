import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSchema, isExecutableDefinitionNode, parse as parseGraphql, validate } from 'graphql';
import { transformWithOxc } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeDefs } from '../../resolvers/type-defs.ts';
import { packageRoot } from '../../src/config/package-root.ts';
import { loadSettings, type Service, serve } from '../../src/main.ts';
import { type Block, blocksOf, readBlocks } from './blocks.ts';
import { compileBlocks } from './compile-blocks.ts';
import { runShell } from './shell.ts';

/** Shows what comes out, or how things lie; there is nothing to run. */
const SHOWN = ['text', 'mermaid'];
/** The tutorial is one program, which has a test of its own. */
const TUTORIAL = 'docs/tutorial.md';
const TYPED = ['ts', 'tsx'];

const all = readBlocks();
const blocks = all.filter(({ reason, page, language }) => !reason && page !== TUTORIAL && !SHOWN.includes(language));
const of = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));
const answers = new Map(all.filter(({ info }) => info.answer).map(({ info, source }) => [info.answer, source]));
const run = promisify(execFile);

describe('every code block of README.md and docs/', () => {
  let service: Service;
  beforeAll(async () => {
    service = await serve(loadSettings({ env: {}, overrides: { server: { port: 0 } } }));
  });
  afterAll(() => service?.close());

  /** The same, asking the gateway of this test. */
  const here = (source: string) => source.replaceAll('http://127.0.0.1:4000', service.url);
  const inNode = async (source: string) =>
    (await run(process.execPath, ['--input-type=module', '--eval', here(source)], { cwd: packageRoot })).stdout;

  /** With `run=name`, what comes out must be what the block `answer=name` shows. */
  function expectAnswer({ info: { run: name } }: Block, output: string): void {
    if (name) expect(readable(output)).toEqual(readable(answers.get(name) ?? 'no block shows the answer'));
  }

  it.each(of('sh'))('$at runs', async (block) => {
    // Where no answer is shown, the commands ask the gateway that runs already: loading the models each time takes most of the time.
    expectAnswer(block, await runShell(here(block.source), block.info.run ? {} : { LINGRAPH_URL: `${service.url}/graphql` }));
  });

  it.each(of('js'))('$at runs', async (block) => {
    expectAnswer(block, await inNode(block.source));
  });

  it.each(of(...TYPED).filter(({ info }) => info.run))('$at runs', async (block) => {
    expectAnswer(block, await inNode((await transformWithOxc(block.source, `block.${block.language}`)).code));
  });

  it('has types that fit, in all blocks of TypeScript', async () => {
    expect(of(...TYPED).length).toBeGreaterThan(3);
    expect(await compileBlocks(of(...TYPED))).toBe('');
  });

  const schema = buildSchema(typeDefs());
  it.each(of('graphql'))('$at fits the schema, and is answered', async (block) => {
    const document = parseGraphql(block.source);
    if (!document.definitions.some(isExecutableDefinitionNode)) return; // types of another schema
    expect(validate(schema, document)).toEqual([]);
    const asks = document.definitions.some((one) => one.kind === 'OperationDefinition' && one.operation !== 'subscription');
    if (!asks) return;
    const variables = JSON.parse(all.find(({ info }) => info.variables && info.variables === block.info.run)?.source ?? '{}');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query: block.source, variables });
    const text = await (await fetch(`${service.url}/graphql`, { method: 'POST', headers, body })).text();
    expect(JSON.parse(text).errors).toBeUndefined();
    expectAnswer(block, text);
  });

  it.for(of('python'))('$at runs', async (block, { skip }) => {
    if (!hasPython()) skip('python3 is not installed');
    expectAnswer(block, (await run('python3', ['-c', here(block.source)])).stdout);
  });

  it.each(of('yaml'))('$at holds as settings', async ({ source }) => {
    const folder = await mkdtemp(join(tmpdir(), 'lingraph-docs-'));
    const file = join(folder, 'settings.yaml');
    await writeFile(file, source);
    const env = Object.fromEntries([...source.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [name, 'something-of-some-length']));
    expect(() => loadSettings({ file, env })).not.toThrow();
    await rm(folder, { recursive: true });
  });

  it.each(of('json'))('$at is JSON', ({ source }) => {
    expect(() => JSON.parse(source)).not.toThrow();
  });

  it('is of a language that is run here', () => {
    const known = ['sh', 'js', 'graphql', 'python', 'yaml', 'json', ...TYPED];
    expect(blocks.filter(({ language }) => !known.includes(language)).map(({ at, language }) => `${at} ${language}`)).toEqual([]);
  });

  it('is run, or says why not', () => {
    const skipped = all.filter(({ reason }) => reason);
    console.info([`${blocks.length} blocks run; not run:`, ...skipped.map(({ at, reason }) => `  ${at} ${reason}`)].join('\n'));
    expect(blocks.length).toBeGreaterThan(skipped.length);
    for (const name of blocks.flatMap(({ info }) => info.run ?? [])) expect(answers.has(name), `answer=${name}`).toBe(true);
  });
});

describe('a block is read with what the page says of it', () => {
  it('a reason, a name and the line', () => {
    const page =
      'Words\n\n<!-- deployment example: it needs a router -->\n\n```sh\nrover\n```\n\n```js run=one file=a.js\n1\n```\n';
    expect(blocksOf('page.md', page)).toEqual([
      {
        at: 'page.md:5',
        page: 'page.md',
        language: 'sh',
        source: 'rover\n',
        info: {},
        reason: 'deployment example: it needs a router',
      },
      { at: 'page.md:9', page: 'page.md', language: 'js', source: '1\n', info: { run: 'one', file: 'a.js' }, reason: undefined },
    ]);
  });

  it('a wrong type is seen, and where', async () => {
    const [block] = blocksOf('docs/page.md', "\n```ts\nconst wrong: number = 'text';\n```\n");
    expect(await compileBlocks([block!])).toContain('docs/page.md:2');
  });

  it('a command that fails is seen', async () => {
    await expect(runShell('echo first; false; echo second')).rejects.toThrow('first');
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** JSON by its content, other text by its words; scores to one decimal, since they differ a little between processors. */
function readable(text: string): unknown {
  const rounded = text.trim().replace(/\b\d\.\d+\b/g, (score) => Number(score).toFixed(1));
  try {
    return JSON.parse(rounded);
  } catch {
    return rounded;
  }
}
