import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { batchDocument, oneDocument } from '../../client/documents.ts';
import { packageRoot } from '../../src/config/package-root.ts';
import { TASKS } from '../../src/task.ts';

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

const CONFIG = (documents: string) => `export default {
  schema: '${join(packageRoot, 'schema.graphql')}',
  documents: '${documents}',
  generates: { 'generated/': { preset: 'client', presetConfig: { fragmentMasking: false }, config: { enumsAsTypes: true, useTypeImports: true, scalars: { LanguageTag: 'string', DateTime: 'string' } } } },
};`;

const TSCONFIG = JSON.stringify({
  extends: join(examples, 'tsconfig.json'),
  compilerOptions: { types: [], paths: { 'lingraph/client': [join(packageRoot, 'client', 'main.ts')] } },
  include: ['.'],
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

  it('let what fits compile, and nothing that the schema does not have', async () => {
    const project = join(folder, 'small');
    cpSync(join(examples, 'tsconfig.json'), join(project, 'tsconfig.json'));
    writeFileSync(join(project, 'tsconfig.json'), TSCONFIG);
    writeFileSync(join(project, 'codegen.config.ts'), CONFIG('ask.ts'));
    const document =
      'query Label($text: String!) { sentiment(input: { text: $text }) { __typename ... on Sentiment { label } ... on Error { code } } }';
    const ask = (use: string) => `import type { ResultOf } from '@graphql-typed-document-node/core';
import { graphql } from './generated/gql.ts';
const LABEL = graphql(\`${document}\`);
declare const data: ResultOf<typeof LABEL>;
export const shown = ${use};`;
    writeFileSync(
      join(project, 'ask.ts'),
      ask("data.sentiment.__typename === 'Sentiment' ? data.sentiment.label : data.sentiment.code"),
    );
    await codegen(project);
    expect(await complaints(project)).toBe('');
    writeFileSync(join(project, 'ask.ts'), ask('data.sentiment.label'));
    expect(await complaints(project)).toMatch(/ask\.ts\(5,\d+\): error TS2339/);
  });
});

it('the types of the client are those of the schema', async () => {
  const project = join(folder, 'client');
  cpSync(join(examples, 'tsconfig.json'), join(project, 'tsconfig.json'));
  writeFileSync(join(project, 'tsconfig.json'), TSCONFIG);
  writeFileSync(join(project, 'codegen.config.ts'), CONFIG('*.graphql'));
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
