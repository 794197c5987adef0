import { describe, expect, it } from 'vitest';
import { seriousFaults } from './support/browser.ts';
import { playgroundOn } from './support/playground.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);
const { open, text } = playgroundOn(stage);

describe('the shell', () => {
  it('keeps the chosen theme', async () => {
    const page = await open('/models');
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.getByLabel('Dark', { exact: true }).check();
    await expect.poll(ground).not.toBe(light);
    const dark = await ground();
    await page.reload();
    expect(await ground()).toBe(dark);
  });

  it('sends the key with each request, forgets it with the tab, and keeps it out of addresses', async () => {
    const page = await open('/playground/sentiment#text=good');
    await page.getByRole('button', { name: 'API key' }).click();
    await page.getByLabel('Key', { exact: true }).fill('lg_secret');
    const request = page.waitForRequest('**/graphql');
    await page.getByRole('button', { name: 'Use this key' }).click();
    expect((await request).headers().authorization).toBe('Bearer lg_secret');
    expect(page.url()).not.toContain('lg_secret');
    expect(await page.locator('.code').innerText()).not.toContain('lg_secret');
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('lg_secret');
  });

  it('knows an address that leads nowhere within the console', async () => {
    const page = await open('/playground/poetry');
    await page.getByText('There is no page at /playground/poetry.').waitFor();
    await page.getByRole('link', { name: 'To the playground' }).click();
    await text().waitFor();
  });

  it('leads on from an address that is none of its own', async () => {
    const page = await open('/models', { allow: /404/ });
    const answer = await page.goto(`${stage.server.url}/nowhere?at=all`);
    expect(answer?.status()).toBe(404);
    await page.getByText('There is no page at /nowhere.').waitFor();
    expect(await page.title()).toBe('Not found · Lingraph');
    expect(await page.locator('[aria-current]').count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.waitForURL('**/models');
  });
});
