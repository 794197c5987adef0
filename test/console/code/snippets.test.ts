import { type ExecFileException, execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apollo } from '../../../console/src/code/apollo.ts';
import { curl } from '../../../console/src/code/curl.ts';
import { fetchCode } from '../../../console/src/code/fetch.ts';
import { graphqlText } from '../../../console/src/code/graphql-text.ts';
import { jsonText } from '../../../console/src/code/json-text.ts';
import { python } from '../../../console/src/code/python.ts';
import type { SnippetSource } from '../../../console/src/code/snippet.ts';
import { urql } from '../../../console/src/code/urql.ts';
import { taskDocument } from '../../../console/src/playground/perform.ts';
import type { TaskRequest } from '../../../console/src/playground/task.ts';
import { startTestServer, type TestServer } from '../../src/server/graphql-client.ts';

/** Everything that a shell, JavaScript, Python, GraphQL or JSON could trip over. */
const NASTY = [
  'It\'s "quoted", $HOME `tick` $(id) \\n \\ %s {y} """ \n new line \t # // </script> \u2028 é 日本 👍🏽 שלום !$&',
  ['$', '{x}'].join(''),
].join(' ');

const REQUESTS: readonly TaskRequest[] = [
  { task: 'sentiment', input: { text: NASTY, routing: { strategy: 'LOCAL_ONLY', cache: 'BYPASS', fallback: false } } },
  {
    task: 'classify',
    input: { text: NASTY, labels: [{ name: "it's" }, { name: '"b"', description: NASTY }], multiLabel: true, threshold: 0.25 },
  },
  { task: 'translate', input: { text: NASTY, target: 'pt', formality: 'FORMAL' } },
  { task: 'summarize', input: { text: NASTY, length: 'SHORT', format: 'BULLETS' } },
];

let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
  // Inside of the repository, so that the packages are found.
  folder = mkdtempSync(join(import.meta.dirname, 'snippets-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

function run(command: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, [...parameters], { env: { ...process.env, LINGRAPH_KEY: 'secret' } }, (error, stdout, stderr) =>
      error ? reject(Object.assign(error, { message: `${error.message}\n${stderr}` })) : resolve(stdout),
    );
  });
}

async function runFile(command: string, name: string, code: string): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, code);
  return run(command, [file]);
}

const sourceOf = (request: TaskRequest, withKey = false): SnippetSource => ({
  request,
  document: taskDocument(request.task),
  url: `${server.url}/graphql`,
  withKey,
});

/** What the gateway was asked last. */
function lastAsked() {
  const asked = server.gateway.asked.at(-1);
  if (!asked) throw new Error('Nothing was asked.');
  return asked;
}

const isMissing = (error: unknown) => (error as ExecFileException).code === 'ENOENT';

describe.each(REQUESTS)('the code of a request to $task', (request) => {
  const { text } = request.input;

  it('runs in a shell with curl', async () => {
    const answer = JSON.parse(await run('bash', ['-c', curl(sourceOf(request))]));
    expect(answer.data[request.task].meta.requestId).toBeTruthy();
    expect(lastAsked()).toMatchObject({ task: request.task, texts: [text] });
  });

  it.each([
    ['fetch', fetchCode],
    ['apollo', apollo],
    ['urql', urql],
  ])('runs in Node with %s', async (name, write) => {
    const answer = JSON.parse(await runFile(process.execPath, `${name}-${request.task}.mjs`, write(sourceOf(request))));
    expect(answer.meta.requestId).toBeTruthy();
    expect(lastAsked()).toMatchObject({ task: request.task, texts: [text] });
  });

  it('runs in Python', async (context) => {
    const out = await runFile('python3', `${request.task}.py`, python(sourceOf(request))).catch((error: unknown) => {
      if (isMissing(error)) return context.skip('python3 is not installed');
      throw error;
    });
    expect(JSON.parse(out).meta.requestId).toBeTruthy();
    expect(lastAsked()).toMatchObject({ task: request.task, texts: [text] });
  });

  it('runs as a GraphQL document without variables', async () => {
    const { data, errors } = await server.query(graphqlText(sourceOf(request)));
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty(request.task);
    expect(lastAsked()).toMatchObject({ task: request.task, texts: [text] });
  });

  it('is the JSON that the console sends', async () => {
    const { request: body } = JSON.parse(jsonText(sourceOf(request), undefined));
    expect((await (await server.post(body)).json()).errors).toBeUndefined();
    expect(lastAsked().texts).toEqual([text]);
  });

  it('reads the key from the environment and never holds it', async () => {
    const source = sourceOf(request, true);
    for (const write of [curl, fetchCode, apollo, urql, python]) expect(write(source)).toContain('LINGRAPH_KEY');
    await run('bash', ['-c', curl(source)]);
    await runFile(process.execPath, `key-${request.task}.mjs`, fetchCode(source));
  });
});

it('runs in a shell with curl for a text of any length', async () => {
  const text = "it's long, ".repeat(15_000);
  const file = join(folder, 'long.sh');
  writeFileSync(file, curl(sourceOf({ task: 'summarize', input: { text } })));
  const answer = JSON.parse(await run('bash', [file]));
  expect(answer.data.summarize.meta.requestId).toBeTruthy();
  expect(lastAsked()).toMatchObject({ texts: [text] });
});
