import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from '../../src/server/start-server.ts';
import { startTestServer, type TestServer } from '../src/server/graphql-client.ts';
import { builtPages, launch, noBrowser, openView, type View, type ViewOptions } from './support/browser.ts';

let browser: Browser;
let server: TestServer;
let view: View;

beforeAll(async () => {
  if (noBrowser) return;
  server = await startTestServer({ pages: builtPages() });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach((context) => {
  if (noBrowser) context.skip(noBrowser);
});
afterEach(async () => {
  const faults = view?.faults;
  await view?.close();
  expect(faults ?? []).toEqual([]);
});

async function open(path: string, options?: ViewOptions) {
  view = await openView(browser, server.url, options);
  await view.go(path);
  return view.page;
}

const text = () => view.page.getByLabel('Text', { exact: true });
const result = () => view.page.getByRole('region', { name: 'Result' });
const send = () => text().press('Control+Enter');

describe('a task', () => {
  it('is run from an example, and its answer says how it came about', async () => {
    const page = await open('/playground/classify');
    await page.getByRole('button', { name: 'News' }).click();
    await page.getByRole('button', { name: /^Classify/ }).click();
    await expect.poll(() => result().innerText()).toMatch(/economy/);
    const strip = await page.locator('.result .meta').innerText();
    for (const part of ['rules/echo@1', 'rules', 'Miss', 'ms', 'Request', '1 attempt']) expect(strip).toContain(part);
    expect(server.gateway.asked.at(-1)).toMatchObject({ task: 'classify' });
  });

  it('shows all three scores of a mood, and the text that was translated, in their places', async () => {
    const page = await open('/playground/sentiment#text=bad+weather');
    await send();
    await expect.poll(() => result().innerText()).toMatch(/Negative[\s\S]*Neutral[\s\S]*Positive/);
    await page.getByRole('tab', { name: 'Translate' }).click();
    await text().fill('Good evening to you');
    await expect.poll(() => page.locator('.output').innerText()).toBe('pt: Good evening to you');
    expect(await page.locator('.output').getAttribute('lang')).toBe('pt');
    expect(await page.locator('.output').getAttribute('dir')).toBe('auto');
  });

  it('is translated once when its author pauses, and the swap turns texts and languages around', async () => {
    const page = await open('/playground/translate');
    const before = server.gateway.asked.length;
    await text().pressSequentially('Where is the station', { delay: 15 });
    await expect.poll(() => page.locator('.output').innerText()).toBe('pt: Where is the station');
    expect(server.gateway.asked.length - before).toBe(1);
    await page.getByRole('button', { name: /Swap/ }).click();
    expect(await text().inputValue()).toBe('pt: Where is the station');
    expect([await page.getByLabel('From').inputValue(), await page.getByLabel('Into').inputValue()]).toEqual(['pt', 'en']);
  });

  it('marks the sentences of a summary in its text, and says how much was kept', async () => {
    const page = await open('/playground/summarize');
    await page.getByRole('button', { name: 'Science' }).click();
    await send();
    await page.locator('mark').first().waitFor();
    expect(await page.locator('mark').allInnerTexts()).toEqual(['Bees find ']);
    expect(await page.locator('.source-text').innerText()).toBe(await text().inputValue());
    expect(await result().innerText()).toMatch(/148 words[\s\S]*2 words[\s\S]*1 %/);
  });

  it('can be stopped, and then nothing waits any more', async () => {
    const page = await open('/playground/sentiment#text=wait');
    const before = server.gateway.asked.length;
    await send();
    await expect.poll(() => server.gateway.asked.length).toBe(before + 1);
    await page.getByRole('button', { name: 'Stop' }).first().click();
    await expect.poll(() => server.gateway.asked.at(-1)?.call.signal.aborted).toBe(true);
    await page.getByText('Stopped').waitFor();
  });

  it('says what is missing before anything is sent', async () => {
    const page = await open('/playground/classify');
    const before = server.gateway.asked.length;
    await page.getByRole('button', { name: /^Classify/ }).click();
    await page.getByText('Type or paste a text first').waitFor();
    await text().fill('something');
    for (const label of ['billing', 'shipping', 'returns'])
      await page.getByRole('button', { name: `Remove label ${label}` }).click();
    await page.getByRole('button', { name: /^Classify/ }).click();
    await page.getByText('Add at least two labels').waitFor();
    expect(server.gateway.asked.length).toBe(before);
  });
});

describe('a long answer', () => {
  /** Lets the gateway write word by word, until `release` says that the rest may come. */
  function writeSlowly() {
    const { run } = server.gateway;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.gateway.run = async (task, texts, options, call) => {
      call.emit?.(0, 'first ');
      call.emit?.(0, '<b>words</b>');
      await Promise.race([released, new Promise((resolve) => call.signal.addEventListener('abort', resolve, { once: true }))]);
      return run(task, texts, options, call);
    };
    const restore = () => {
      server.gateway.run = run;
    };
    return { release, restore };
  }

  it('is shown as it is written, and then whole', async () => {
    const { release, restore } = writeSlowly();
    const page = await open('/playground/translate#text=Good+morning');
    await send();
    await expect.poll(() => page.locator('.writing').innerText()).toBe('first <b>words</b>');
    release();
    await page.locator('.result .meta').waitFor();
    expect(await page.locator('.output').innerText()).toBe('pt: Good morning');
    await page.getByRole('tab', { name: 'JSON' }).click();
    expect(await page.locator('.code').innerText()).toContain('"text": "pt: Good morning"');
    restore();
  });

  it('can be stopped while it is written; what has come stays, and the gateway stops too', async () => {
    const { restore } = writeSlowly();
    const page = await open('/playground/summarize#text=Good+morning');
    const before = server.gateway.asked.length;
    await send();
    await page.locator('.writing').waitFor();
    await page.getByRole('button', { name: 'Stop' }).first().click();
    await page.getByText('Stopped').waitFor();
    expect(await page.locator('.writing').innerText()).toBe('first <b>words</b>');
    await expect.poll(() => server.gateway.asked.slice(before).at(-1)?.call.signal.aborted).toBe(true);
    restore();
  });
});

describe('an error', () => {
  it.each([
    ['RATE_LIMITED', 'The request', /asks to wait|may help/],
    ['UPSTREAM_TIMEOUT', 'The model provider', /asks to wait|may help/],
    ['MODEL_NOT_READY', 'A local model', /asks to wait|may help/],
    ['UNSUPPORTED_LANGUAGE', 'The request', /Possible instead: en[\s\S]*will not help/],
    ['INPUT_TOO_LONG', 'The request', /will not help/],
    ['NO_ROUTE', 'The gateway', /will not help/],
  ])('of code %s says that it is due to: %s', async (code, whose, advice) => {
    const page = await open(`/playground/sentiment#text=fail:${code}`);
    await send();
    const shown = page.getByRole('region', { name: 'Error' });
    await shown.waitFor();
    const words = await shown.innerText();
    expect(words).toContain(whose);
    expect(words).toContain(code);
    expect(words).toMatch(advice);
    expect(await shown.getByRole('link', { name: new RegExp(code) }).getAttribute('href')).toMatch(
      new RegExp(`#${code.toLowerCase()}|${code}`, 'i'),
    );
  });

  it('that may pass can be tried again once its time is over', async () => {
    const page = await open('/playground/sentiment#text=fail:RATE_LIMITED');
    await send();
    const again = page.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    expect(await again.isDisabled()).toBe(true);
    const before = server.gateway.asked.length;
    await expect.poll(() => again.isEnabled(), { timeout: 5_000 }).toBe(true);
    await again.click();
    await expect.poll(() => server.gateway.asked.length).toBe(before + 1);
  });

  it('that nobody expected is shown masked, with the id of its request', async () => {
    await open('/playground/sentiment#text=throw:secret', { allow: /500/ });
    await send();
    await expect.poll(() => result().innerText()).toMatch(/Internal server error/);
    const words = await result().innerText();
    expect(words).not.toContain('secret');
    expect(words).toMatch(/Request\s+\S{8}/);
  });
});

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
    const other = await view.context.newPage();
    await other.goto(`${server.url}/playground/sentiment`);
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
    await view.close();
    await open(link.slice(server.url.length));
    expect(await text().inputValue()).toBe(sent);
    expect(await view.page.locator('.label-chip').allInnerTexts()).toEqual(['urgent', 'routine', 'paperwork']);
  });

  it('is kept when the server goes away while it works, and the page recovers by itself', async () => {
    const mortal = await startTestServer({ pages: builtPages(), graceMs: 0 });
    view = await openView(browser, mortal.url, { allow: /ERR_|Failed to load/ });
    await view.go('/playground/sentiment#text=wait');
    await send();
    await expect.poll(() => mortal.gateway.asked.length).toBe(1);
    await mortal.close();
    await view.page.getByText('Disconnected.').waitFor();
    expect(await text().inputValue()).toBe('wait');
    expect(await result().innerText()).toContain('cannot be reached');
    const reborn = await startServer({ gateway: mortal.gateway, host: '127.0.0.1', port: mortal.port, pages: builtPages() });
    await view.page.locator('.banner').waitFor({ state: 'detached' });
    await text().fill('good');
    await send();
    await expect.poll(() => result().innerText()).toMatch(/Positive/);
    await reborn.close();
  });
});

describe('a text that is too long', () => {
  it('is said to be so before it is sent, and is not cut', async () => {
    const page = await open('/playground/sentiment');
    await text().fill('a'.repeat(50_001));
    expect(await page.locator('.counter').innerText()).toContain('1 too many');
    expect(await text().getAttribute('aria-invalid')).toBe('true');
    expect((await text().inputValue()).length).toBe(50_001);
  });

  it('of megabytes is refused by the gateway without harm to the page', async () => {
    const page = await open('/playground/sentiment', { allow: /413/ });
    await page.evaluate(() => {
      const area = document.querySelector('textarea');
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(area, 'word '.repeat(480_000));
      area?.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await page.getByText('2,350,000 too many').waitFor();
    await page.getByRole('button', { name: /^Sentiment/ }).click();
    await expect.poll(() => result().innerText(), { timeout: 15_000 }).toMatch(/too large|cannot be reached/i);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await text().inputValue()).toBe('');
  });
});

describe('the code', () => {
  it('is in step with the form, in every tab, and is what is copied', async () => {
    const page = await open('/playground/sentiment');
    const code = page.locator('.code');
    for (const name of ['GraphQL', 'curl', 'fetch', 'Apollo Client', 'urql', 'Python', 'JSON']) {
      await page.getByRole('tab', { name, exact: true }).click();
      await text().fill(`a text for ${name}`);
      await expect.poll(() => code.innerText()).toContain(`a text for ${name}`);
      await page.locator('.code-panel button').click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`a text for ${name}`);
    }
    await page.getByLabel('Model', { exact: true }).selectOption({ label: 'Local models only' });
    expect(await code.innerText()).toContain('LOCAL_ONLY');
    expect(page.url()).toContain('strategy=LOCAL_ONLY');
  });

  it('holds the answer too once there is one', async () => {
    const page = await open('/playground/sentiment#text=good');
    await page.getByRole('tab', { name: 'JSON' }).click();
    await send();
    await expect.poll(() => page.locator('.code').innerText()).toContain('"label": "POSITIVE"');
  });
});

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
    await page.getByText('There is no page at this address.').waitFor();
    await page.getByRole('link', { name: 'To the playground' }).click();
    await text().waitFor();
  });
});
