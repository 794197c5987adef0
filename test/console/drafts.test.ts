import { describe, expect, it } from 'vitest';
import { startServer } from '../../src/server/start-server.ts';
import { startTestServer } from '../src/server/graphql-client.ts';
import { builtPages } from './support/browser.ts';
import { playgroundOn } from './support/playground.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);
const { open, text, result, send } = playgroundOn(stage);

describe('what was typed', () => {
  it('outlives a reload, other pages, and the back and forward buttons', async () => {
    const page = await open('/playground/sentiment');
    await text().fill('שלום 日本 draft');
    await page.getByRole('tab', { name: 'Summarize' }).click();
    await page.getByLabel('Headline').check();
    expect(page.url()).toContain('format=HEADLINE');
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.goBack();
    expect(await page.getByLabel('Headline').isChecked()).toBe(true);
    await page.goBack();
    expect(await text().inputValue()).toBe('שלום 日本 draft');
    await page.reload();
    expect(await text().inputValue()).toBe('שלום 日本 draft');
    await page.goForward();
    expect(await page.getByRole('tab', { name: 'Summarize' }).getAttribute('aria-selected')).toBe('true');
  });

  it('is another thing in another tab of the browser', async () => {
    const page = await open('/playground/sentiment');
    await text().fill('of the first tab');
    const other = await page.context().newPage();
    await other.goto(`${stage.server.url}/playground/sentiment`);
    expect(await other.getByLabel('Text', { exact: true }).inputValue()).toBe('');
    await other.getByLabel('Text', { exact: true }).fill('of the second');
    await page.reload();
    expect(await text().inputValue()).toBe('of the first tab');
  });

  it('can be handed on as a link, labels and all, and the text stays out of what a server sees', async () => {
    const page = await open('/playground/classify');
    await page.getByRole('button', { name: 'Clinic' }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link.slice(0, link.indexOf('#'))).not.toContain('cough');
    const sent = await text().inputValue();
    const opened = await open(link.slice(stage.server.url.length));
    expect(await text().inputValue()).toBe(sent);
    expect(await opened.locator('.label-chip').allInnerTexts()).toEqual(['urgent', 'routine', 'paperwork']);
  });

  it('is kept when the server goes away while it works, and the page recovers by itself', async () => {
    const mortal = await startTestServer({ pages: builtPages(), graceMs: 0 });
    const page = await open('/playground/sentiment#text=wait', { origin: mortal.url, allow: /ERR_|Failed to load/ });
    await send();
    await expect.poll(() => mortal.gateway.asked.length).toBe(1);
    await mortal.close();
    await page.getByText('Disconnected.').waitFor();
    expect(await text().inputValue()).toBe('wait');
    expect(await result().innerText()).toContain('cannot be reached');
    const reborn = await startServer({ gateway: mortal.gateway, host: '127.0.0.1', port: mortal.port, pages: builtPages() });
    await page.locator('.banner').waitFor({ state: 'detached' });
    await text().fill('good');
    await send();
    await expect.poll(() => result().innerText()).toMatch(/Positive/);
    await reborn.close();
  });
});
