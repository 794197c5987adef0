import { describe, expect, it } from 'vitest';
import { playgroundOn } from './support/playground.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);
const { open, text, result, send } = playgroundOn(stage);

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
    const before = stage.server.gateway.asked.length;
    await expect.poll(() => again.isEnabled()).toBe(true);
    await again.click();
    await expect.poll(() => stage.server.gateway.asked.length).toBe(before + 1);
  });

  it.each([
    [
      'a key that was revoked',
      { status: 401, json: { errors: [{ message: 'No such key.', extensions: { code: 'UNAUTHENTICATED' } }] } },
      /Enter another/,
    ],
    ['a proxy that wants a key', { status: 401, body: '<h1>401</h1>' }, /HTTP 401[\s\S]*Enter another/],
    ['an answer that broke off', { status: 200, body: '{"data":' }, /cannot be read[\s\S]*may help/],
    ['a proxy that asks to slow down', { status: 429, body: 'slow down' }, /HTTP 429[\s\S]*may help/],
    ['a proxy that forbids', { status: 403, body: 'no' }, /HTTP 403[\s\S]*will not help/],
  ])('of %s says what to do, and the text stays', async (_, answer, advice) => {
    const page = await open('/playground/sentiment#text=good', { allow: /40[13]|429/ });
    await page.route('**/graphql', (route) => route.fulfill(answer));
    await send();
    await expect.poll(() => result().innerText()).toMatch(advice);
    expect(await text().inputValue()).toBe('good');
    if (advice.source.includes('will not')) return;
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => result().innerText()).toMatch(/Positive/);
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
    await expect.poll(() => result().innerText()).toMatch(/too large|cannot be reached/i);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await text().inputValue()).toBe('');
  });
});
