import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { BrowsersFirst } from './test/support/browsers-first.ts';

/** What the others share does not do for these: they mock a module, look at what one counts, or at processes and clients of their own. */
const ALONE = [
  'test/backends/shared/{address,large-replies}.test.ts',
  'test/backends/onnx/pace.test.ts',
  'test/backends/onnx/host/**/*.test.ts',
  'test/{docs,end-to-end,errors,examples,faults}/**/*.test.ts',
];
const ALL = ['test/**/*.test.ts'];

export default defineConfig({
  // Node takes graphql's CommonJS build, Vite its ES build: a schema of the one is a stranger to the other.
  resolve: {
    alias: [
      { find: /^graphql$/, replacement: 'graphql/index.js' },
      { find: 'lingraph/client', replacement: join(import.meta.dirname, 'client', 'main.ts') },
    ],
  },
  test: {
    // Generous: on a machine that does much else, a start takes ten times as long. What hangs is found all the same.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    env: { ORT_DISABLE_TELEMETRY: '1' },
    sequence: { sequencer: BrowsersFirst },
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      // One process loads the gateway once for many files.
      { extends: true, test: { name: 'sharing', include: ALL, exclude: [...configDefaults.exclude, ...ALONE], isolate: false } },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**', 'resolvers/**', 'backends/**', 'cli/**', 'client/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
