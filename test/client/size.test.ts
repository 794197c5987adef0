import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/config/package-root.ts';

it('the client weighs less than 6 kB in a page, and brings nobody along', async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: true, lib: { entry: join(packageRoot, 'client', 'main.ts'), formats: ['es'] } },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  const chunks = outputs.filter((output) => output.type === 'chunk');
  const bytes = chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0);
  console.info(`lingraph/client: ${bytes} bytes gzipped`);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(6_000);
  const outside = chunks
    .flatMap(({ modules }) => Object.keys(modules))
    .filter((path) => !path.startsWith(join(packageRoot, 'client')));
  expect(outside).toEqual([]);
  expect(chunks.flatMap(({ imports }) => imports)).toEqual([]);
});
