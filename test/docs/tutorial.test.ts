import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Browser } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/config/package-root.ts';
import { noBrowser, openView, sharedBrowser } from '../console/support/browser.ts';
import { startTestServer, type TestServer } from '../src/server/graphql-client.ts';
import { readBlocks } from './blocks.ts';
import { compileBlocks } from './compile-blocks.ts';

const blocks = readBlocks().filter(({ page }) => page === 'docs/tutorial.md');
const files = blocks.filter(({ info }) => info.file);

describe('the tutorial', () => {
  it('has types that fit in all of its files', async () => {
    expect(files.map(({ info }) => info.file)).toEqual(['vite.config.ts', 'src/review-list.tsx', 'src/main.tsx', 'index.html']);
    expect(await compileBlocks(files.filter(({ language }) => language !== 'html'))).toBe('');
  });

  it('runs nothing but what it says it does not run, and shows the rest as files', () => {
    expect(blocks.filter(({ info, reason }) => !info.file && !reason)).toEqual([]);
  });
});

describe('the page of the tutorial, in a browser', () => {
  const folder = mkdtempSync(join(packageRoot, 'node_modules', '.lingraph-tutorial-'));
  let server: TestServer;
  let vite: ViteDevServer;
  let browser: Browser;
  beforeAll(async () => {
    if (noBrowser) return;
    for (const { info, source } of files) {
      mkdirSync(dirname(join(folder, info.file!)), { recursive: true });
      writeFileSync(join(folder, info.file!), source);
    }
    server = await startTestServer({ graceMs: 1_000 });
    vite = await createServer({
      configFile: false,
      root: folder,
      cacheDir: join(folder, 'cache'),
      logLevel: 'error',
      plugins: [react()],
      resolve: { alias: { 'lingraph/client': join(packageRoot, 'client', 'main.ts') } },
      server: {
        port: 0,
        host: '127.0.0.1',
        fs: { strict: false },
        proxy: { '/graphql': { target: server.url, changeOrigin: true } },
      },
    });
    await vite.listen();
    browser = await sharedBrowser();
  });
  afterAll(async () => {
    await vite?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  it('shows each review with its sentiment, and that it may be tried again once the gateway is down', async ({ skip }) => {
    if (noBrowser) skip(noBrowser);
    const view = await openView(browser, vite.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '', {
      allow: /502|500|Bad Gateway|Failed to load/,
    });
    const list = view.page.locator('ul');
    await view.go('/');
    await expect.poll(() => list.textContent()).toContain('🙂');
    expect(view.faults).toEqual([]);
    await view.page.route('**/graphql', (route) => route.abort());
    await view.page.reload();
    await expect.poll(() => list.getByRole('alert').count()).toBe(3);
    expect(await list.getByRole('alert').first().textContent()).toBe('Not now. Try again later.');
    await view.close();
  });
});
