import { beforeEach, describe, expect, it } from 'vitest';
import { overflow, seriousFaults, type View } from './support/browser.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);
let view: View;

beforeEach(async () => {
  view = await stage.open();
});

const field = () => view.page.getByRole('combobox', { name: /^Find a page/ });
const chosen = () => view.page.locator('[role=option][aria-selected=true]').innerText();
const focused = () => view.page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.id);

async function open(): Promise<void> {
  await view.page.keyboard.press('Control+k');
  await field().waitFor();
}

describe('the command palette', () => {
  it('opens by its keys, names the option that Enter takes, and goes there', async () => {
    const { page } = view;
    await view.go('/playground/classify');
    await open();
    expect(await chosen()).toContain('Playground');
    await page.keyboard.press('ArrowUp');
    expect(await chosen()).toContain('rules/echo');
    const option = await field().getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${option}"]`).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.type('over');
    expect(await chosen()).toContain('Overview');
    await page.keyboard.press('Enter');
    expect(page.url()).toContain('/overview');
    await expect.poll(focused).toBe('Overview');
  });

  it('is worked by the mouse too, which leaves the keys with its field', async () => {
    const { page } = view;
    await view.go('/models');
    await open();
    const box = await page.getByRole('option', { name: /^Compare models on one/ }).boundingBox();
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 10);
    await page.mouse.down();
    await page.mouse.move(5, 5);
    await page.mouse.up();
    expect(await chosen()).toContain('Compare');
    expect(await field().evaluate((input) => input === document.activeElement)).toBe(true);
    await page.getByRole('option', { name: /^Compare models on one/ }).click();
    await page.waitForURL('**/compare*');
  });

  it('reaches tasks, models and GraphiQL', async () => {
    const { page } = view;
    for (const [words, address] of [
      ['translate', '/playground/translate'],
      ['echo', '/models/rules/echo'],
      ['many rows', '/compare?mode=rows'],
      ['graphiql', '/graphiql'],
    ] as const) {
      await view.go('/models');
      await open();
      await page.keyboard.type(words);
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${address}`);
    }
  });

  it('switches the theme and gives the focus back to where it was', async () => {
    const { page } = view;
    await view.go('/playground/sentiment');
    await page.getByLabel('Text', { exact: true }).fill('still here');
    await open();
    await page.keyboard.type('dark');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.keyboard.type(', and more');
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('still here, and more');
  });

  it.each(['Escape', 'Control+k'])('closes with %s without doing anything', async (keys) => {
    await view.go('/models');
    await view.page.getByRole('button', { name: 'Go to a page, a task or a model' }).press('Enter');
    await field().waitFor();
    await view.page.keyboard.press(keys);
    await field().waitFor({ state: 'detached' });
    expect(view.page.url()).toMatch(/\/models$/);
    expect(await focused()).toMatch(/^Go to/);
  });

  it('stays away while another dialog is open, and says when nothing fits', async () => {
    const { page } = view;
    await view.go('/models');
    await page.getByRole('button', { name: 'API key' }).click();
    await page.keyboard.press('Control+k');
    expect(await field().count()).toBe(0);
    await page.keyboard.press('Escape');
    await open();
    await page.keyboard.type('no such thing');
    await page.getByText('Nothing is called so').waitFor();
    await page.keyboard.press('Enter');
    expect(await field().isVisible()).toBe(true);
  });

  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('has no serious fault in %s at %i pixels', async (colorScheme, width) => {
    const { page } = view;
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 700 });
    await view.go('/models');
    await open();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.keyboard.type('zzz');
    expect(await seriousFaults(page)).toEqual([]);
  });
});
