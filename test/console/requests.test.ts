import { beforeEach, describe, expect, it } from 'vitest';
import { overflow, type View } from './support/browser.ts';
import { failed, remember } from './support/records.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho, { forEachTest: true });
let view: View;

beforeEach(async () => {
  view = await stage.open();
});

const rows = () => view.page.locator('.requests-table tbody tr');
const older = () => view.page.getByRole('button', { name: 'Show 100 older' });

describe('the list of requests', () => {
  it('reaches the oldest that is remembered, and the keyboard is not lost at the end', async () => {
    remember(
      stage.server.gateway.telemetry,
      Array.from({ length: 250 }, () => ({})),
    );
    await view.go('/requests');
    await expect.poll(() => rows().count()).toBe(100);
    await view.page.getByRole('button', { name: 'Skip the list' }).press('Enter');
    await view.page.keyboard.press('Tab');
    await view.page.keyboard.press('Enter');
    await expect.poll(() => rows().count()).toBe(200);
    await older().press('Enter');
    await expect.poll(() => rows().count()).toBe(250);
    expect(await older().count()).toBe(0);
    expect(await view.page.evaluate(() => document.activeElement?.textContent)).toContain('nothing older');
  });

  it('takes in new ones while older ones stay, and stops when told to', async () => {
    const { page } = view;
    remember(stage.server.gateway.telemetry, [{}, failed, { task: 'translate' }]);
    await page.clock.install();
    await view.go('/requests');
    await expect.poll(() => rows().count()).toBe(3);
    remember(stage.server.gateway.telemetry, [{ task: 'classify' }], 4);
    await expect.poll(() => rows().first().innerText()).toContain('Classify');
    expect(await rows().count()).toBe(4);
    await page.getByLabel('Keep reading').uncheck();
    remember(stage.server.gateway.telemetry, [{ task: 'summarize' }], 5);
    let readings = 0;
    page.on('request', () => {
      readings += 1;
    });
    await page.clock.runFor(10_000);
    expect(await rows().count()).toBe(4);
    expect(readings).toBe(0);
  });

  it('narrows by its filters, which stay through a reload and the way back', async () => {
    const { page } = view;
    remember(stage.server.gateway.telemetry, [{}, failed, { task: 'translate' }]);
    await view.go('/requests');
    await page.getByRole('button', { name: 'With a failure', exact: true }).click();
    await expect.poll(() => rows().count()).toBe(1);
    await page.reload();
    await expect.poll(() => rows().count()).toBe(1);
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.waitForURL('**/models');
    await page.goBack();
    await expect.poll(() => rows().count()).toBe(1);
    expect(page.url()).toContain('failed=yes');
    await page.getByRole('button', { name: 'With a failure', exact: true, pressed: true }).click();
    await expect.poll(() => rows().count()).toBe(3);
  });

  it('shows each filter in force as a button that takes it away, and the keyboard is not lost with it', async () => {
    const { page } = view;
    remember(stage.server.gateway.telemetry, [{}, failed, { task: 'translate' }, { ...failed, task: 'translate' }]);
    await view.go('/requests?failed=yes&task=translate&model=rules%2Fecho&cache=MISS');
    await expect.poll(() => rows().count()).toBe(1);
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    const chips = page.getByRole('group', { name: 'Only' }).getByRole('button');
    expect((await chips.allInnerTexts()).map((text) => text.replace('Take away:', '').trim())).toEqual([
      'With a failure',
      'Translate',
      'Cache: miss',
      'rules/echo',
      'Clear all',
    ]);
    await chips.nth(1).press('Enter');
    await expect.poll(() => rows().count()).toBe(2);
    expect(await focused()).toContain('Cache: miss');
    await page.getByRole('button', { name: 'Clear all' }).press('Enter');
    await expect.poll(() => rows().count()).toBe(4);
    expect(await focused()).toBe('Filters');
    expect(new URL(page.url()).search).toBe('');
  });

  it('keeps the choices closed on a phone until asked, and no line of them leaves the window', async () => {
    const narrow = await stage.open({ width: 360 });
    await narrow.go('/requests?model=rules%2Fecho');
    const opener = narrow.page.getByRole('button', { name: 'Filters' });
    expect(await opener.getAttribute('aria-expanded')).toBe('false');
    await narrow.page.getByRole('button', { name: 'Take away: rules/echo' }).waitFor();
    await opener.press('Enter');
    await narrow.page.getByRole('button', { name: 'Bypass' }).waitFor();
    expect(await overflow(narrow.page)).toBe(0);
    expect(narrow.faults).toEqual([]);
    await narrow.close();
  });

  it('opens a request that a link names, though the list does not reach it, and says when it is gone', async () => {
    remember(
      stage.server.gateway.telemetry,
      Array.from({ length: 150 }, () => ({})),
    );
    await view.go('/requests?open=7-request-7');
    await view.page.locator('.request-detail').getByText('request-7').waitFor();
    await view.go('/requests?open=700-request-700');
    await view.page.getByText('no longer remembered').waitFor();
  });
});

it('says why nothing is shown, and leads on from there', async () => {
  const { page } = view;
  await view.go('/requests');
  await page.getByText('Nothing was asked yet').waitFor();
  remember(stage.server.gateway.telemetry, [{}]);
  await view.go('/requests?failed=yes');
  await page.getByRole('link', { name: 'Show all requests' }).click();
  await expect.poll(() => rows().count()).toBe(1);
  await page.locator('.row-button').click();
  await page.getByText('telemetry.keepTexts').waitFor();
});

it('the time of a request stands on one line, and in a table', async () => {
  const { page } = view;
  remember(stage.server.gateway.telemetry, [failed]);
  await view.go('/requests?open=1-request-1');
  const parts = page.locator('.waterfall li');
  await expect.poll(() => parts.count()).toBe(4);
  expect(await parts.nth(1).innerText()).toContain('Looking for a cached answer');
  expect(await parts.nth(3).innerText()).toMatch(/rules\/echo: error\s+RATE_LIMITED\s+5\sms\s+at 14\sms/);
  const starts = await page.locator('.waterfall-bar').evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().left));
  expect(starts).toEqual(starts.toSorted((one, other) => one - other));
  await page.getByRole('button', { name: 'The time as a table' }).press('Enter');
  expect(await page.locator('.request-detail table tbody tr').count()).toBe(4);
});

it('what was read stays when the connection is lost, and nothing takes the focus', async () => {
  const { page } = view;
  remember(stage.server.gateway.telemetry, [{}, failed]);
  await view.go('/requests');
  await expect.poll(() => rows().count()).toBe(2);
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  await page.route('**/graphql', (route) => route.abort());
  await page.getByText('from before the connection was lost').waitFor();
  expect(await rows().count()).toBe(2);
  await page.unroute('**/graphql');
  await page.getByText('from before the connection was lost').waitFor({ state: 'detached' });
  view.faults.splice(0);
});

it('a gateway that takes longer than the time between two readings is waited for', async () => {
  const { page } = view;
  remember(stage.server.gateway.telemetry, [{}]);
  await page.route('**/graphql', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await route.continue();
  });
  await view.go('/requests');
  await expect.poll(() => rows().count()).toBe(1);
});
