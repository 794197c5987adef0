import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { overflow, seriousFaults } from './support/browser.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);

/**
 * GraphiQL puts the button that closes a tab inside of the element with the role of a tab, which takes the button away from
 * screen readers. That is its markup, and not for us to change; closing a tab is also an entry of the editor's own menu.
 */
const isTabOfGraphiql = (fault: string) => /^nested-interactive: <li [^>]*class="graphiql-tab/.test(fault);

const ownFaults = async (page: Page, rules?: readonly string[]) =>
  (await seriousFaults(page, rules)).filter((fault) => !isTabOfGraphiql(fault));

/** What a theme changes, beside what the width does. */
const COLOURS = ['color-contrast'];

const STATES: readonly [name: string, button: RegExp][] = [
  ['an answer', /^Execute query/],
  ['the examples', /^Show Examples/],
  ['the schema', /^Show Documentation/],
  ['the history', /^Show History/],
];

describe('GraphiQL', () => {
  it.each([
    ['light', 1280, undefined],
    ['dark', 1280, COLOURS],
    ['dark', 360, undefined],
    ['light', 360, COLOURS],
  ] as const)('has no serious fault of ours in %s at %i pixels, whatever is open', async (colorScheme, width, rules) => {
    const view = await stage.open({ dark: colorScheme === 'dark', width });
    const { page } = view;
    await view.go('/graphiql');
    await page.locator('.graphiql-query-editor .view-line').nth(5).waitFor();
    expect(await ownFaults(page, rules), 'the start').toEqual([]);
    for (const [name, button] of STATES) {
      await page.getByRole('button', { name: button }).click();
      if (name === 'an answer') await page.getByText('Classification').last().waitFor();
      if (name === 'the schema') await page.getByRole('link', { name: 'Subscription' }).waitFor();
      expect(await ownFaults(page, rules), name).toEqual([]);
      expect(await overflow(page), name).toBe(0);
    }
  });

  it('shows the answer under the question where there is no room beside it', async () => {
    const view = await stage.open({ width: 360 });
    const { page } = view;
    await view.go('/graphiql');
    await page.locator('.graphiql-query-editor .view-line').nth(5).waitFor();
    const box = async (selector: string) => (await page.locator(selector).boundingBox()) ?? { y: 0, width: 0, height: 0 };
    const [editors, response] = [await box('.graphiql-editors'), await box('.graphiql-response')];
    expect(response.y).toBeGreaterThanOrEqual(editors.y + editors.height);
    expect(Math.min(editors.width, response.width)).toBeGreaterThan(200);
  });
});
