import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { overflow, seriousFaults, type View } from './support/browser.ts';
import { failed, remember } from './support/records.ts';
import { createStage, startEcho } from './support/stage.ts';

/** Where screenshots go, for a look; none are taken unless it is set. */
const screenshots = process.env.LINGRAPH_SCREENSHOTS;

const stage = createStage(async () => {
  const server = await startEcho();
  remember(server.gateway.telemetry, [{}, failed, { cache: { HIT: 1 }, attempts: [] }]);
  return server;
});

/** All rules of axe where theme and width both change; colors alone, which are what else a theme changes, in the other two. */
const LOOKS = [
  { name: 'light wide', colorScheme: 'light', width: 1280, rules: undefined },
  { name: 'dark wide', colorScheme: 'dark', width: 1280, rules: ['color-contrast'] },
  { name: 'dark narrow', colorScheme: 'dark', width: 360, rules: undefined },
  { name: 'light narrow', colorScheme: 'light', width: 360, rules: ['color-contrast'] },
] as const;

type Act = (view: View) => Promise<void>;

const runTask: Act = async ({ page }) => {
  await page.locator('.chip').first().click();
  await page.getByLabel('Text', { exact: true }).press('Control+Enter');
  await page.locator('.result .meta').waitFor();
  await page.locator('.attempts summary').click();
  await page.locator('.advanced summary').click();
};

const PAGES: readonly { name: string; path: string; act?: Act }[] = [
  { name: 'classify', path: '/playground/classify', act: runTask },
  { name: 'sentiment', path: '/playground/sentiment', act: runTask },
  { name: 'translate', path: '/playground/translate', act: runTask },
  { name: 'summarize', path: '/playground/summarize', act: runTask },
  { name: 'an empty form', path: '/' },
  {
    name: 'an error',
    path: '/playground/sentiment#text=fail:RATE_LIMITED',
    async act({ page }) {
      await page.getByRole('button', { name: 'Sentiment' }).click();
      await page.getByRole('region', { name: 'Error' }).waitFor();
    },
  },
  {
    name: 'compare',
    path: '/compare?task=sentiment&mode=one',
    async act({ page }) {
      await page.locator('.chip').first().click();
      await page.getByRole('button', { name: 'Run all' }).click();
      await page.getByText('Both agree').waitFor();
    },
  },
  {
    name: 'rows',
    path: '/compare?task=sentiment&mode=rows',
    async act({ page }) {
      await page.getByLabel('Or paste rows').fill('text,label\ngood,positive\nbad,positive\nfail:OVERLOADED,negative\n');
      await page.getByRole('button', { name: 'Run all rows' }).click();
      await page.getByText('Finished').waitFor();
    },
  },
  { name: 'models', path: '/models' },
  { name: 'one model', path: '/models/rules/echo' },
  { name: 'a model that is not there', path: '/models/rules/gone' },
  {
    name: 'requests',
    path: '/requests',
    async act({ page }) {
      await page.locator('.row-button').nth(1).click();
      await page.locator('.request-detail').waitFor();
    },
  },
  {
    name: 'overview',
    path: '/overview',
    async act({ page }) {
      await page.locator('.plot canvas').first().waitFor();
    },
  },
];

async function takePicture({ page }: View, name: string): Promise<void> {
  if (!screenshots) return;
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`.replaceAll(' ', '-')), fullPage: true });
}

describe('in both themes, wide and at 360 pixels', () => {
  it.each(PAGES)('$name has no serious fault, no console error, and nothing sticks out', async ({ name, path, act }) => {
    const view = await stage.open();
    await view.go(path);
    await view.page.locator('main .card, main .empty').first().waitFor();
    await act?.(view);
    for (const { name: look, colorScheme, width, rules } of LOOKS) {
      await view.page.emulateMedia({ colorScheme });
      await view.page.setViewportSize({ width, height: 900 });
      await takePicture(view, `${name} ${look}`);
      expect(await seriousFaults(view.page, rules), look).toEqual([]);
      expect(await overflow(view.page), look).toBe(0);
    }
  });
});
