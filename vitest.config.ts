import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Node takes graphql's CommonJS build, Vite its ES build: a schema of the one is a stranger to the other.
  resolve: {
    alias: [
      { find: /^graphql$/, replacement: 'graphql/index.js' },
      { find: 'lingraph/client', replacement: join(import.meta.dirname, 'client', 'main.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    env: { ORT_DISABLE_TELEMETRY: '1' },
    coverage: {
      provider: 'v8',
      include: ['src/**', 'resolvers/**', 'backends/**', 'cli/**', 'client/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
