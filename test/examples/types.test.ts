import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { batchDocument, oneDocument } from '../../client/documents.ts';
import { packageRoot } from '../../src/config/package-root.ts';
import { TASKS } from '../../src/task.ts';
import { readBlocks } from '../docs/blocks.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const examples = join(packageRoot, 'examples');
const folder = mkdtempSync(join(packageRoot, 'node_modules', '.lingraph-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tool = (name: string, script: string) => join(dirname(require.resolve(`${name}/package.json`)), script);
const codegen = (cwd: string) =>
  run(process.execPath, [tool('@graphql-codegen/cli', 'cjs/bin.js'), '--config', 'codegen.config.ts'], { cwd });

/** What the compiler says of a folder; empty when nothing. */
const complaints = (project: string) =>
  run(process.execPath, [tool('typescript', 'bin/tsc'), '--noEmit', '-p', project]).then(
    ({ stdout }) => stdout,
    ({ stdout }) => String(stdout),
  );

const CONFIG = `export default {
  schema: '${join(packageRoot, 'schema.graphql')}',
  documents: '*.graphql',
  generates: { 'generated/': { preset: 'client', presetConfig: { fragmentMasking: false }, config: { enumsAsTypes: true, useTypeImports: true, scalars: { LanguageTag: 'string', DateTime: 'string' } } } },
};`;

const TSCONFIG = JSON.stringify({
  extends: join(examples, 'tsconfig.json'),
  compilerOptions: { types: [], paths: { 'lingraph/client': [join(packageRoot, 'client', 'main.ts')] } },
  include: ['.', 'src'],
});

describe('typed documents', () => {
  it('of the example are generated from the schema as it is (npx graphql-codegen in examples/apollo-react)', async () => {
    const copy = join(folder, 'apollo-react');
    cpSync(join(examples, 'apollo-react'), copy, { recursive: true });
    writeFileSync(join(folder, 'schema.graphql'), readFileSync(join(packageRoot, 'schema.graphql')));
    writeFileSync(
      join(copy, 'codegen.config.ts'),
      readFileSync(join(copy, 'codegen.config.ts'), 'utf8').replace('../../schema', '../schema'),
    );
    rmSync(join(copy, 'src', 'generated'), { recursive: true });
    await codegen(copy);
    const generated = join(copy, 'src', 'generated');
    expect(readdirSync(generated).length).toBeGreaterThan(1);
    for (const file of readdirSync(generated))
      expect(readFileSync(join(generated, file), 'utf8'), file).toBe(
        readFileSync(join(examples, 'apollo-react', 'src', 'generated', file), 'utf8'),
      );
  });

  it('of the guide compile as they stand there, and nothing that the schema does not have', async () => {
    const project = join(folder, 'guide');
    const blocks = readBlocks().filter(({ page, info }) => page === 'docs/how-to/type-your-documents.md' && info.file);
    expect(blocks.map(({ info }) => info.file)).toEqual(['codegen.ts', 'src/review.tsx']);
    mkdirSync(join(project, 'src'), { recursive: true });
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(packageRoot, join(project, 'node_modules', 'lingraph'));
    for (const { info, source } of blocks) writeFileSync(join(project, info.file!), source);
    writeFileSync(join(project, 'tsconfig.json'), TSCONFIG);
    await run(process.execPath, [tool('@graphql-codegen/cli', 'cjs/bin.js')], { cwd: project });
    expect(await complaints(project)).toBe('');
    const review = join(project, 'src', 'review.tsx');
    writeFileSync(
      review,
      readFileSync(review, 'utf8').replace("result?.__typename === 'Sentiment' ? result.label", 'true ? result?.label'),
    );
    expect(await complaints(project)).toMatch(/review\.tsx\(\d+,\d+\): error TS2339/);
  });
});

it('the types of the client are those of the schema', async () => {
  const project = join(folder, 'client');
  cpSync(join(examples, 'tsconfig.json'), join(project, 'tsconfig.json'));
  writeFileSync(join(project, 'tsconfig.json'), TSCONFIG);
  writeFileSync(join(project, 'codegen.config.ts'), CONFIG);
  for (const task of TASKS) {
    writeFileSync(join(project, `${task}.graphql`), oneDocument(task));
    writeFileSync(join(project, `${task}-batch.graphql`), batchDocument(task));
  }
  const ANSWERS = { classify: 'Classification', sentiment: 'Sentiment', translate: 'Translation', summarize: 'Summary' };
  const pascal = (task: string) => task.charAt(0).toUpperCase() + task.slice(1);
  const lines = TASKS.map(
    (task) => `
declare const ${task}: Extract<graphql.${pascal(task)}Query['result'], { __typename: '${ANSWERS[task]}' }>;
export const ${task}Answer: client.${ANSWERS[task]} = ${task};
declare const ${task}Error: Extract<graphql.${pascal(task)}Query['result'], { __typename: 'ModelError' }>;
export const ${task}Failure: Omit<client.Failure, 'retryAfterMs'> & { retryAfterMs: number | null | undefined } = ${task}Error;
declare const ${task}Options: Omit<client.${pascal(task)}Options, 'signal' | 'timeoutMs' | 'labels'>;
export const ${task}Input: Omit<graphql.${pascal(task)}QueryVariables['input'], 'text' | 'labels'> = ${task}Options;`,
  );
  writeFileSync(
    join(project, 'same.ts'),
    `import type * as client from 'lingraph/client';\nimport type * as graphql from './generated/graphql.ts';\n${lines.join('\n')}`,
  );
  await codegen(project);
  expect(await complaints(project)).toBe('');
});

it('every example type-checks', async () => {
  expect(await complaints(examples)).toBe('');
});
