/** A real browser over the built console, watched: a console error or a request to another origin fails the test. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { createPages } from '../../../src/server/pages.ts';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const consoleFolder = join(import.meta.dirname, '..', '..', '..', 'dist', 'console');

const executablePath = process.env.CHROMIUM_PATH ?? CANDIDATES.find((path) => existsSync(path));

/** Why there is no browser; undefined when there is one. In CI a missing browser is a failure. */
export const noBrowser = executablePath
  ? undefined
  : 'Chromium is not installed: set CHROMIUM_PATH, or install the package chromium';
if (noBrowser && process.env.CI) throw new Error(noBrowser);
if (noBrowser) console.warn(`skipped: the console in a browser (${noBrowser})`);

let browser: Browser | undefined;

/** The browser of all files that this process tests; it ends with the process. Each view is as a new browser all the same. */
export async function sharedBrowser(): Promise<Browser> {
  if (!browser?.isConnected()) browser = await chromium.launch({ executablePath, args: FLAGS });
  return browser;
}

/** The pages of the built console. */
export function builtPages() {
  const pages = createPages(consoleFolder);
  if (!pages) throw new Error('The console is not built: run npm run build.');
  return pages;
}

export interface View {
  page: Page;
  context: BrowserContext;
  /** What went wrong so far: errors on the browser's console, exceptions, requests that left the origin. */
  faults: string[];
  go(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface ViewOptions {
  width?: number;
  height?: number;
  dark?: boolean;
  /** Patterns of console errors that the test itself brings about. */
  allow?: RegExp;
  reducedMotion?: boolean;
}

/** A tab of its own, without anything kept from other tests. */
export async function openView(browser: Browser, origin: string, options: ViewOptions = {}): Promise<View> {
  const { width = 1280, height = 900, dark = false, allow = /(?!)/, reducedMotion = true } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !allow.test(message.text())) faults.push(message.text().slice(0, 300));
  });
  page.on('pageerror', (error) => faults.push(String(error.stack ?? error).slice(0, 500)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('blob:') && !url.startsWith('data:'))
      faults.push(`left the origin: ${url}`);
  });
  return {
    page,
    context,
    faults,
    async go(path) {
      await page.goto(origin + path);
      await page.locator('h1').first().waitFor({ state: 'attached' });
    },
    close: () => context.close(),
  };
}

/** What axe holds to be serious or critical, in one line each; by all of its rules unless some are named. */
export async function seriousFaults(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const isThere = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: ';' }) })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] });
  const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`,
    );
}

/** How far the page is wider than its window, in CSS pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
