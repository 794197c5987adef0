import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { expect, it } from 'vitest';
import config from '../../console/codegen.config.ts';

const root = join(import.meta.dirname, '..', '..');

it('the types of the console are those of the schema: `npx graphql-codegen --config console/codegen.config.ts` makes them anew', async () => {
  const files = await generate({ ...config, silent: true, cwd: root }, false);
  const made = files.find(({ filename }: { filename: string }) => filename.endsWith('graphql.ts'));
  expect(readFileSync(join(root, 'console/src/generated/graphql.ts'), 'utf8')).toBe(made?.content);
});
