import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { overflow, seriousFaults, type View } from './support/browser.ts';
import { failed, remember } from './support/records.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(async () => {
  const server = await startEcho();
  remember(server.gateway.telemetry, [{}, {}, failed, { task: 'translate' }]);
  return server;
});
let view: View;

beforeEach(async () => {
  view = await stage.open();
});

const chart = (title: string) => view.page.getByRole('region', { name: title, exact: true });

/** How many different colors a chart is drawn in: an empty canvas has one. */
const colors = (title: string) =>
  chart(title)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return [...new Set(new Uint32Array(Uint8ClampedArray.from(data).buffer))].map((color) => color.toString(16));
    });

describe('a chart', () => {
  it('is drawn under the strict policy, in other colors when the theme changes', async () => {
    await view.go('/overview');
    const light = await colors('Requests');
    expect(light.length).toBeGreaterThan(2);
    await view.page.getByRole('radio', { name: 'Dark' }).check();
    await expect.poll(() => colors('Requests')).not.toEqual(light);
  });

  it('shows no price as one that is not known, and never as nothing spent', async () => {
    await view.go('/overview');
    expect(await view.page.locator('.tile', { hasText: 'Cost' }).innerText()).toMatch(/Cost\s+Not known/);
    expect(await chart('Cost').getByRole('img').getAttribute('aria-label')).toMatch(/US dollars none\./);
  });

  it('says in words what it shows, and in its legend what the pointer is at', async () => {
    await view.go('/overview');
    const drawing = chart('Requests').getByRole('img');
    expect(await drawing.getAttribute('aria-label')).toMatch(/Requests by the minute, from .* in all: Requests 4\./);
    expect(await chart('Requests').locator('.legend').innerText()).toMatch(/in all\s+Requests\s+4/);
    await drawing.locator('.u-over').hover({ position: { x: 5, y: 20 } });
    await expect.poll(() => chart('Requests').locator('.legend').innerText()).toMatch(/\d\d:\d\d.*\s+Requests\s+0/);
    expect(await chart('Cost').locator('.legend').innerText()).toMatch(/\d\d:\d\d/);
  });

  it('becomes a table and a file by the keyboard alone', async () => {
    const { page } = view;
    await view.go('/overview?by=task&minutes=15');
    await page.getByRole('button', { name: 'Requests as a table' }).press('Enter');
    expect(await chart('Requests').locator('thead').innerText()).toMatch(/Minute\s+Sentiment\s+Translate/);
    expect(await chart('Requests').locator('tbody tr').count()).toBe(15);
    expect(await seriousFaults(page)).toEqual([]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Requests as CSV' }).press('Enter'),
    ]);
    const csv = readFileSync(await file.path(), 'utf8');
    expect(csv).toMatch(/^\uFEFFminute,Sentiment,Translate\r\n/);
    expect(csv.trim().split('\r\n')).toHaveLength(16);
  });

  it('keeps to its card when the window changes', async () => {
    await view.go('/overview');
    const width = () =>
      chart('Requests')
        .locator('canvas')
        .evaluate((canvas) => canvas.clientWidth);
    const wide = await width();
    await view.page.setViewportSize({ width: 360, height: 800 });
    await expect.poll(width).toBeLessThan(wide);
    expect(await overflow(view.page)).toBe(0);
  });
});

describe('the page', () => {
  it('splits every chart by task, model or tenant, and keeps that in the address', async () => {
    const { page } = view;
    await view.go('/overview');
    for (const [by, name] of [
      ['By task', /Sentiment\s+3\s+Translate\s+1/],
      ['By model', /rules\/echo\s+3\s+no model\s+1/],
      ['By tenant', /public\s+4/],
    ] as const) {
      await page.getByLabel('Split the charts').selectOption(by);
      await expect.poll(() => chart('Requests').locator('.legend').innerText()).toMatch(name);
    }
    await page.reload();
    await expect.poll(() => chart('Requests').locator('.legend').innerText()).toMatch(/public\s+4/);
  });

  it('says so when nothing fits the filters', async () => {
    await view.go('/overview?task=classify');
    await view.page.getByText('Nothing that fits the filters').waitFor();
    await view.page.getByLabel('Task', { exact: true }).selectOption('');
    await chart('Requests').waitFor();
  });
});

it('the last minutes are those of the gateway, also where the clock of the machine is wrong', async () => {
  const { page } = view;
  await page.clock.install({ time: Date.now() + 5 * 3_600_000 });
  await view.go('/overview');
  await expect.poll(() => chart('Requests').locator('.legend').innerText()).toMatch(/Requests\s+4/);
});
