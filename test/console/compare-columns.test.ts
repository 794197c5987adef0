import { beforeEach, describe, expect, it } from 'vitest';
import type { View } from './support/browser.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);
let view: View;

beforeEach(async () => {
  view = await stage.open();
  await view.go('/compare?task=sentiment&mode=one');
});

const text = () => view.page.getByLabel('Text', { exact: true });
const runAll = () => view.page.getByRole('button', { name: 'Run all' }).click();
const column = (place: number) => view.page.locator('.compare-column').nth(place - 1);

describe('a column', () => {
  it('that was taken away leaves nothing to the one that comes in its place', async () => {
    const { page } = view;
    await text().fill('good');
    await runAll();
    await column(2).locator('.meta').waitFor();
    await page.getByRole('button', { name: 'Remove column 2' }).click();
    await page.getByRole('button', { name: 'Add a column' }).click();
    await column(2).waitFor();
    expect(await column(2).innerText()).toContain('Not asked yet.');
  });

  it('that is taken away while it waits is not waited for any more', async () => {
    const { page } = view;
    const before = stage.server.gateway.asked.length;
    await text().fill('wait');
    await column(2).getByRole('button', { name: 'Run' }).click();
    await expect.poll(() => stage.server.gateway.asked.length).toBe(before + 1);
    await page.getByRole('button', { name: 'Remove column 2' }).click();
    await expect.poll(() => stage.server.gateway.asked.at(-1)?.call.signal.aborted).toBe(true);
  });

  it('that answered another text is said to, and is not held against the others', async () => {
    const { page } = view;
    await text().fill('good');
    await runAll();
    await page.getByText('Both agree: POSITIVE').waitFor();
    await text().fill('bad');
    await column(2).getByRole('button', { name: 'Run' }).click();
    await column(2).getByText('Negative').first().waitFor();
    expect(await column(1).innerText()).toContain('For the input before');
    expect(await column(2).innerText()).not.toContain('For the input before');
    expect(await page.getByText('They disagree.').count()).toBe(0);
    await runAll();
    await page.getByText('Both agree: NEGATIVE').waitFor();
  });
});

it('the palette leads from one text to many rows, and the back button leads back', async () => {
  const { page } = view;
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox', { name: /Find a page/ }).fill('many rows');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Many rows', selected: true }).waitFor();
  expect(page.url()).toContain('task=sentiment&mode=rows');
  await page.goBack();
  await page.getByRole('tab', { name: 'One text', selected: true }).waitFor();
});

it('rows that are fewer than before are shown, whatever page was looked at', async () => {
  const { page } = view;
  await page.getByRole('tab', { name: 'Many rows' }).click();
  const rows = page.getByLabel('Or paste rows');
  await rows.fill(Array.from({ length: 60 }, (_, row) => `good ${row}`).join('\n'));
  await page.getByRole('button', { name: 'Run all rows' }).click();
  await page.getByRole('button', { name: 'Later' }).click();
  await page.getByText('Page 2 of 2').waitFor();
  await page.getByText('Finished').waitFor();
  await rows.fill('the only one');
  await page.getByRole('button', { name: 'Run all rows' }).click();
  await page.getByRole('cell', { name: 'the only one' }).waitFor();
});
