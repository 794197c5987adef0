import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './plugins/precompress.ts';

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../node_modules/.vite-console',
  plugins: [react(), precompress()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // A file is a file: data addresses would have to be allowed by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The licenses of what is bundled ask to be handed on with it.
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { input: { index: `${import.meta.dirname}/index.html`, graphiql: `${import.meta.dirname}/graphiql.html` } },
  },
  server: { proxy: { '/graphql': 'http://localhost:4000' } },
});
