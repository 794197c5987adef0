import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page asks its own origin; Vite hands that on to the gateway. */
export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/graphql': { target: process.env.LINGRAPH_ORIGIN ?? 'http://127.0.0.1:4000', changeOrigin: true } } },
});
