import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { overflow } from './support/browser.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);

/** The name of what has the focus, and whether anyone can see that it has. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return undefined;
    const seen = [element, element.parentElement, element.nextElementSibling].some((candidate) => {
      if (!candidate) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
      return outlineStyle !== 'none' && outlineWidth !== '0px';
    });
    const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return { name: name.trim() || element.id || element.tagName, seen };
  });

/** Presses Tab until something with this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (name.test((await focused(page))?.name ?? '')) return;
  }
  throw new Error(`Nothing named ${name} can be reached with Tab.`);
}

describe('with a keyboard alone', () => {
  it('a person skips to the content, changes the task, types, runs, and reads the code', async () => {
    const view = await stage.open();
    const { page } = view;
    await view.go('/playground/classify');
    await page.keyboard.press('Tab');
    expect((await focused(page))?.name).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, /^Classify$/);
    await page.keyboard.press('ArrowRight');
    expect(page.url()).toContain('/playground/sentiment');
    expect((await focused(page))?.name).toBe('Sentiment');
    await page.keyboard.press('End');
    expect(page.url()).toContain('/playground/summarize');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    await page.keyboard.type('good by keyboard');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.getByRole('region', { name: 'Result' }).innerText()).toContain('Positive');
    await tabTo(page, /^GraphQL$/);
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.code').innerText()).toContain('curl');
    await tabTo(page, /^Copy$/);
    await page.keyboard.press('Enter');
    await page.getByText('Copied').waitFor();
  });

  it('labels are added and removed, and the focus never falls off the page', async () => {
    const view = await stage.open();
    const { page } = view;
    await view.go('/playground/classify');
    await page.locator('#label-input').focus();
    await page.keyboard.type('praise,complaint,');
    expect(await page.locator('.label-chip').count()).toBe(6);
    await page.keyboard.press('Backspace');
    expect(await page.locator('.label-chip').count()).toBe(5);
    await page.keyboard.press('Shift+Tab');
    expect((await focused(page))?.name).toBe('Remove label praise');
    await page.keyboard.press('Enter');
    expect((await focused(page))?.name).toBe('label-input');
  });

  it('a dialog holds the focus, closes with Escape and gives it back', async () => {
    const view = await stage.open();
    const { page } = view;
    await view.go('/models');
    await tabTo(page, /^API key$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect((await focused(page))?.name).toBe('API key');
  });

  it.each([
    '/playground/classify',
    '/compare?task=classify&mode=one',
    '/compare?task=sentiment&mode=rows',
    '/models',
    '/requests',
    '/overview',
  ])('every stop of %s can be seen, and the way through ends', async (path) => {
    const view = await stage.open();
    const { page } = view;
    await view.go(path);
    await page.locator('main .card, main .empty').first().waitFor();
    const unseen: string[] = [];
    let stops = 0;
    for (; stops < 80; stops++) {
      await page.keyboard.press('Tab');
      const stop = await focused(page);
      if (!stop) break;
      if (!stop.seen) unseen.push(stop.name);
    }
    expect(unseen).toEqual([]);
    expect(stops).toBeGreaterThan(8);
    expect(stops).toBeLessThan(80);
  });

  it('going to another page takes a screen reader to its heading', async () => {
    const view = await stage.open();
    await view.go('/playground/sentiment');
    await view.page.getByRole('link', { name: 'Models', exact: true }).press('Enter');
    await expect.poll(async () => (await focused(view.page))?.name).toBe('Models');
    expect(await view.page.title()).toBe('Models · Lingraph');
  });
});

describe('at 200 % zoom', () => {
  it.each(['/playground/translate', '/compare?task=classify&mode=one', '/models', '/requests', '/overview'])(
    '%s needs no sideways scrolling',
    async (path) => {
      const view = await stage.open({ width: 640, height: 450 });
      await view.go(path);
      await view.page.locator('main .card, main .empty').first().waitFor();
      expect(await overflow(view.page)).toBe(0);
    },
  );
});

it('nothing moves for those who asked for stillness', async () => {
  const view = await stage.open();
  await view.go('/playground/sentiment#text=good');
  await view.page.getByLabel('Text', { exact: true }).press('Control+Enter');
  await view.page.locator('.result .meta').waitFor();
  const durations = await view.page.evaluate(() =>
    [...document.querySelectorAll('*')].map((element) => {
      const { transitionDuration, animationName } = getComputedStyle(element);
      return `${transitionDuration} ${animationName}`;
    }),
  );
  expect(new Set(durations)).toEqual(new Set(['0s none']));
});
