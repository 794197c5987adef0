import { describe, expect, it } from 'vitest';
import { startServer } from '../../src/server/start-server.ts';
import { startTestServer } from '../src/server/graphql-client.ts';
import { builtPages } from './support/browser.ts';
import { playgroundOn } from './support/playground.ts';
import { remember } from './support/records.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);
const { open, text, result, send } = playgroundOn(stage);

describe('while the gateway is gone', () => {
  it('the palette and the other pages open all the same', async () => {
    const mortal = await startTestServer({ pages: builtPages(), graceMs: 0 });
    const page = await open('/playground/sentiment#text=mine', { origin: mortal.url, allow: /ERR_|Failed to load/ });
    const scripts = () =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map(({ name }) => name)
          .join(),
      );
    await expect.poll(scripts).toMatch(/overview-[\w-]+\.js/);
    await expect.poll(scripts).toMatch(/palette-[\w-]+\.js/);
    let loaded = '';
    // What they are made of may still be on its way.
    const isSettled = async () => {
      const before = loaded;
      loaded = await scripts();
      return before === loaded;
    };
    await expect.poll(isSettled, { interval: 500 }).toBe(true);
    await mortal.close();
    await page.getByRole('button', { name: /Go to/ }).click(); // a key pressed while the page is busy can be lost
    await page.getByRole('combobox', { name: /Find a page/ }).fill('overview');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Error' }).getByText('cannot be reached').waitFor();
    expect(await page.getByText('This page failed').count()).toBe(0);
  });

  it('a palette that cannot be loaded takes nothing else with it', async () => {
    const page = await open('/playground/sentiment#text=mine', { allow: /ERR_|Failed to/ });
    await page.route('**/palette-*.js', (route) => route.abort());
    await page.reload();
    await page.getByRole('button', { name: /Go to/ }).click(); // a key pressed before the page listens would be lost
    await page.getByText('This page failed').waitFor();
    expect(await text().inputValue()).toBe('mine');
  });

  it('what runs there is read anew once it is back, whoever found that out', async () => {
    const mortal = await startTestServer({ pages: builtPages(), graceMs: 0 });
    const page = await open('/playground/sentiment', { origin: mortal.url, allow: /ERR_|Failed to load/ });
    await page.getByText('model ready').waitFor();
    await mortal.close();
    await text().fill('good');
    await send();
    await page.getByText('Disconnected.').waitFor();
    await page.route('**/graphql', (route) => (route.request().postData()?.includes('Ping') ? route.abort() : route.continue()));
    const { models } = mortal.gateway;
    mortal.gateway.models = () => models().map((model) => ({ ...model, health: { id: 'echo', state: 'DEGRADED' } }));
    const reborn = await startServer({ gateway: mortal.gateway, host: '127.0.0.1', port: mortal.port, pages: builtPages() });
    await send();
    await expect.poll(() => result().innerText()).toMatch(/Positive/);
    await page.getByText('0 of 1 models ready').waitFor();
    await reborn.close();
  });
});

it('the page of models is as of now, not as of when the console was opened', async () => {
  const page = await open('/playground/sentiment');
  await page.getByText('model ready').waitFor();
  const { models } = stage.server.gateway;
  stage.server.gateway.models = () => models().map((model) => ({ ...model, health: { id: 'echo', state: 'DEGRADED' } }));
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await page.getByText('Degraded').waitFor();
  stage.server.gateway.models = models;
});

it('an error that comes again is waited for again', async () => {
  const page = await open('/playground/sentiment#text=fail:RATE_LIMITED');
  await send();
  const again = page.getByRole('button', { name: 'Try again' });
  await expect.poll(() => again.isEnabled()).toBe(true);
  await again.click();
  await page.getByText(/asks to wait/).waitFor();
});

it('a text is copied from a page without https too', async () => {
  const page = await open('/playground/sentiment#text=mine');
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'isSecureContext', { value: false });
    Object.defineProperty(globalThis, 'secureClipboard', { value: navigator.clipboard });
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await page.reload();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Copied').waitFor();
  const copied = await page.evaluate(() => (globalThis as unknown as { secureClipboard: Clipboard }).secureClipboard.readText());
  expect(copied).toBe(`${stage.server.url}/playground/sentiment#text=mine`);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Copied');
});

it('a key that no header can carry is refused where it is typed', async () => {
  const page = await open('/playground/sentiment#text=good');
  await page.getByRole('button', { name: 'API key' }).click();
  await page.getByLabel('Key', { exact: true }).fill('ключ');
  await page.getByRole('button', { name: 'Use this key' }).click();
  expect(await page.locator('dialog[open] input:invalid').count()).toBe(1);
  await page.getByLabel('Key', { exact: true }).fill(' sk-1_2.3~+/= ');
  await page.getByRole('button', { name: 'Use this key' }).click();
  await page.getByRole('button', { name: 'Key set' }).waitFor();
});

it('Enter within a composition makes no label', async () => {
  const page = await open('/playground/classify');
  const field = page.locator('#label-input');
  await field.fill('にほ');
  await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
  expect(await field.inputValue()).toBe('にほ');
  await field.press('Enter');
  expect(await page.locator('.label-chip').last().innerText()).toBe('にほ');
});

it('a file can be chosen again after it was removed', async () => {
  const page = await open('/compare?task=sentiment&mode=rows');
  const field = page.locator('input[type=file]');
  await field.setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from('text\ngood\n') });
  await page.getByText('1 row, 1 column').waitFor();
  expect(await field.inputValue()).toBe('');
});

it('a minute alone is drawn in the chart of latencies too', async () => {
  const alone = await startEcho();
  remember(alone.gateway.telemetry, [{}]);
  const page = await open('/overview', { origin: alone.url });
  const canvas = page.getByRole('region', { name: 'Latency', exact: true }).locator('canvas');
  await canvas.waitFor();
  const colors = await canvas.evaluate((drawn: HTMLCanvasElement) => {
    const { data } = drawn.getContext('2d')?.getImageData(0, 0, drawn.width, drawn.height) ?? { data: [] };
    const swatch = drawn.closest('.chart')?.querySelector('.swatch.series-2');
    const [red, green, blue] = (swatch ? getComputedStyle(swatch).color : '').match(/\d+/g)?.map(Number) ?? [];
    let found = 0;
    for (let place = 0; place < data.length; place += 4)
      if (data[place] === red && data[place + 1] === green && data[place + 2] === blue) found++;
    return found;
  });
  expect(colors).toBeGreaterThan(0);
  await alone.close();
});
