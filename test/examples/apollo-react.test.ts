import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/config/package-root.ts';
import type { Service } from '../../src/main.ts';
import { noBrowser, openView, sharedBrowser, type View } from '../console/support/browser.ts';
import { startGateway } from './run-example.ts';

const root = join(packageRoot, 'examples', 'apollo-react');

describe('the page of Apollo Client and React, in a browser', () => {
  let service: Service;
  let vite: ViteDevServer;
  let browser: Browser;
  let view: View;
  let page: Page;

  beforeAll(async () => {
    if (noBrowser) return;
    service = await startGateway();
    const proxy = { '/graphql': { target: service.url, changeOrigin: true } };
    vite = await createServer({
      root,
      cacheDir: join(packageRoot, 'node_modules', '.vite-examples'),
      logLevel: 'error',
      server: { port: 0, host: '127.0.0.1', proxy },
    });
    await vite.listen();
    browser = await sharedBrowser();
  });
  afterAll(async () => {
    await vite?.close();
    await service?.close();
  });
  beforeEach(async ({ skip }) => {
    if (noBrowser) skip(noBrowser);
    view = await openView(browser, vite.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '');
    page = view.page;
    await view.go('/');
  });
  afterEach(() => view?.close());

  it('shows each review with its sentiment, and the failure of one by its type', async () => {
    await page.getByRole('img', { name: 'NEGATIVE' }).waitFor();
    const marks = await page
      .locator('li')
      .evaluateAll((items) =>
        items.map(
          (item) =>
            item.querySelector('[role=img]')?.getAttribute('aria-label') ??
            item.querySelector('[role=alert]')?.getAttribute('data-code'),
        ),
      );
    expect(marks).toEqual(['POSITIVE', 'NEGATIVE', 'INPUT_INVALID']);
    expect(view.faults).toEqual([]);
  });

  it('shows a translation as it is written, whole at the end', async () => {
    await page.getByRole('button', { name: 'Translate' }).click();
    const output = page.locator('output[aria-busy=false]');
    await output.waitFor();
    expect(await output.textContent()).toMatch(/ponte.*segunda/i);
    expect(view.faults).toEqual([]);
  });

  it('ends the request when the translation is cleared, or the page left', async () => {
    await page.route('**/graphql', () => undefined);
    const ended = page.waitForEvent('requestfailed');
    await page.getByRole('button', { name: 'Translate' }).click();
    await page.getByRole('button', { name: 'Clear' }).click();
    expect((await ended).postData()).toContain('LiveTranslation');
  });

  it('says so when the gateway cannot be asked', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await page.reload();
    await page.getByText('The gateway cannot be asked').first().waitFor();
  });
});
