import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { BrowsersFirst } from './test/support/browsers-first.ts';

/** They leave nothing behind in their process, so they share one, and load the gateway once instead of once a file. */
const SHARING = ['test/{src,resolvers,schema,cli,client,bench}/**/*.test.ts', 'test/console/*/**/*.test.ts'];

export default defineConfig({
  // Node takes graphql's CommonJS build, Vite its ES build: a schema of the one is a stranger to the other.
  resolve: {
    alias: [
      { find: /^graphql$/, replacement: 'graphql/index.js' },
      { find: 'lingraph/client', replacement: join(import.meta.dirname, 'client', 'main.ts') },
    ],
  },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    env: { ORT_DISABLE_TELEMETRY: '1' },
    sequence: { sequencer: BrowsersFirst },
    projects: [
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
      {
        extends: true,
        test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, ...SHARING] },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**', 'resolvers/**', 'backends/**', 'cli/**', 'client/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
