import { describe, expect, it } from 'vitest';
import { playgroundOn } from './support/playground.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);
const { open, text, result, send } = playgroundOn(stage);

describe('an answer to what stood there before', () => {
  it('is not told as the answer to the request beside it', async () => {
    const page = await open('/playground/sentiment#text=good');
    await page.getByRole('tab', { name: 'JSON' }).click();
    await send();
    await expect.poll(() => page.locator('.code').innerText()).toContain('"label": "POSITIVE"');
    await text().fill('bad');
    expect(await page.locator('.code').innerText()).not.toContain('POSITIVE');
  });

  it('does not take the place of what was typed since when the languages are swapped', async () => {
    const page = await open('/playground/translate#text=Good+morning');
    await send();
    await expect.poll(() => page.locator('.output').innerText()).toBe('pt: Good morning');
    await page.getByLabel('Run when I pause').uncheck();
    await text().fill('a long text of mine');
    await page.getByRole('button', { name: /Swap/ }).click();
    expect(await text().inputValue()).toBe('a long text of mine');
    expect([await page.getByLabel('From').inputValue(), await page.getByLabel('Into').inputValue()]).toEqual(['pt', 'en']);
  });

  it('is said to be one when the next was stopped', async () => {
    const page = await open('/playground/sentiment#text=good');
    await send();
    await expect.poll(() => result().innerText()).toMatch(/Positive/);
    await text().fill('wait');
    await send();
    await page.getByRole('button', { name: 'Stop' }).first().click();
    await page.getByText('Stopped').waitFor();
    expect(await result().innerText()).toContain('For the input before');
  });
});

describe('a shared link', () => {
  it('that is opened in a tab of the same page shows its text', async () => {
    const page = await open('/playground/sentiment#text=first');
    await page.evaluate(() => location.assign('#text=second'));
    await expect.poll(() => text().inputValue()).toBe('second');
    await page.evaluate(() => location.assign('#text=third'));
    await expect.poll(() => text().inputValue()).toBe('third');
    expect(page.url()).not.toContain('#');
  });

  it('opens the very form, choices that are no words included', async () => {
    const page = await open('/playground/classify#text=where+is+it&label=urgent%3A+today&label=later&about=a+week');
    await page.getByLabel('Several labels may apply').check();
    await page.locator('.advanced summary').click();
    await page.getByLabel('Let another model answer').uncheck();
    await page.getByLabel('Time limit in milliseconds').fill('1500');
    await page.getByRole('button', { name: 'Copy link' }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const opened = await open(link.slice(stage.server.url.length));
    expect(await opened.locator('.label-chip').allInnerTexts()).toEqual(['urgent: today', 'later']);
    await opened.locator('.advanced summary').click();
    expect(await opened.getByLabel('Several labels may apply').isChecked()).toBe(true);
    expect(await opened.getByLabel('Let another model answer').isChecked()).toBe(false);
    expect(await opened.getByLabel('Time limit in milliseconds').inputValue()).toBe('1500');
  });
});
