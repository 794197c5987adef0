import { readFileSync } from 'node:fs';
import type { Download } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { View } from './support/browser.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);
let view: View;

beforeEach(async () => {
  view = await stage.open({ allow: /413|ERR_ABORTED/ });
});

async function saved(download: Promise<Download>): Promise<string> {
  return readFileSync(await (await download).path(), 'utf8');
}

const asked = () => stage.server.gateway.asked.flatMap(({ texts }) => texts);

describe('one text', () => {
  it('is asked of all columns, and labels that agree are said to', async () => {
    const { page } = view;
    await view.go('/compare?task=sentiment&mode=one');
    await page.getByLabel('Text', { exact: true }).fill('good');
    await page.getByRole('button', { name: 'Add a column' }).click();
    await page.getByRole('region', { name: 'Column 3: rules/echo' }).waitFor();
    await page.getByRole('button', { name: 'Run all' }).click();
    await page.getByText('All 3 agree: POSITIVE').waitFor();
    expect(await page.locator('.badge:has-text("fastest")').count()).toBeGreaterThan(0);
    const json = saved(page.waitForEvent('download'));
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    expect(JSON.parse(await json)).toHaveLength(3);
  });

  it('leaves the other columns alone when one of them fails', async () => {
    const { page } = view;
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('LOCAL_ONLY') ? route.abort() : route.continue(),
    );
    view.faults.length = 0;
    await view.go('/compare?task=sentiment&mode=one');
    await page.getByLabel('Text', { exact: true }).fill('good');
    await page.getByRole('button', { name: 'Run all' }).click();
    await page.getByRole('region', { name: 'Column 2: Local models only' }).getByRole('region', { name: 'Error' }).waitFor();
    await page.getByRole('region', { name: 'Column 1: Best available' }).getByText('Positive').first().waitFor();
    await page.unroute('**/graphql');
    view.faults.splice(0);
  });

  it('shows what differs from the first translation, word by word', async () => {
    const { page } = view;
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const changed = (await response.text()).replace(
        'pt: the cat sat',
        route.request().postData()?.includes('LOCAL_ONLY') ? 'the dog sat' : 'the cat sat',
      );
      await route.fulfill({ response, body: changed });
    });
    await view.go('/compare?task=translate&mode=one');
    await page.getByLabel('Text', { exact: true }).fill('the cat sat');
    await page.getByRole('button', { name: 'Run all' }).click();
    const second = page.getByRole('region', { name: 'Column 2: Local models only' });
    await second.locator('ins').waitFor();
    expect([await second.locator('del').innerText(), await second.locator('ins').innerText()]).toEqual(['cat', 'dog']);
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Run all' }).click();
    await second.getByText('Word for word as in the first column.').waitFor();
  });
});

describe('many rows', () => {
  const open = async (task = 'sentiment') => {
    await view.go(`/compare?task=${task}&mode=rows`);
    await view.page.getByRole('button', { name: 'Remove column 2' }).click();
    return view.page;
  };
  const choose = (name: string, content: Buffer | string) =>
    view.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
  const run = () => view.page.getByRole('button', { name: 'Run all rows' }).click();

  it('from a spreadsheet with a byte order mark, semicolons, quotes and line ends are asked as they are', async () => {
    const page = await open();
    await choose('rows.csv', '\uFEFFid;text;label\r\n1;"good; ""very""\r\ngood";positive\r\n2;bad שלום;negative\r\n');
    await page.getByText('2 rows, 3 columns').waitFor();
    await run();
    await page.getByText('Finished: 2 of 2 answers').waitFor();
    expect(asked().slice(-2)).toEqual(['good; "very"\r\ngood', 'bad שלום']);
    await page.getByText('100 %').waitFor();
    const csv = saved(page.waitForEvent('download'));
    await page.getByRole('button', { name: 'CSV', exact: true }).click();
    expect(await csv).toContain('"good; ""very""\r\ngood",positive,POSITIVE');
  });

  it('in another encoding are read, with a word about it; a file that is no text is refused', async () => {
    const page = await open();
    await choose('latin.csv', Buffer.from('text,label\ncaf\xe9 is good,positive\n', 'latin1'));
    await page.getByText('not UTF-8').waitFor();
    await run();
    await page.getByText('Finished').waitFor();
    expect(asked().at(-1)).toBe('café is good');
    await choose('picture.png', Buffer.from([0x89, 0x50, 0, 0, 1]));
    await page.getByText('is not a text file').waitFor();
    await page.getByText('1 row, 2 columns').waitFor();
  });

  it.each([
    ['an empty file', '', 'There is nothing in this file.'],
    [
      'a quote that is never closed',
      'text,label\n"so it goes,POSITIVE\nand on,NEGATIVE\n',
      'A quote in row 2 is opened and never closed',
    ],
  ])('of %s come with a word about it', async (_, content, words) => {
    const { page } = view;
    await view.go('/compare?task=sentiment&mode=rows');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    await page.getByText(words).waitFor();
  });

  it('that the browser has no room to keep are said to be lost with the tab', async () => {
    const page = await open();
    await page.getByLabel('Or paste rows').fill('text,label\ngood,positive\n');
    await page.reload();
    await page.getByText('1 row, 2 columns').waitFor();
    await page.evaluate(() => {
      for (let length = 5_000_000; length > 100; length = Math.floor(length / 2))
        try {
          for (;;) sessionStorage.setItem(`filler ${sessionStorage.length}`, 'x'.repeat(length));
        } catch {} // full to within this length
    });
    await page.getByLabel('Or paste rows').fill(`text\n${'a row of some length\n'.repeat(100)}`);
    await page.getByText('too large for the browser to keep').waitFor();
    await page.reload();
    expect(await page.getByLabel('Or paste rows').inputValue()).toBe('');
  });

  it('can be stopped and gone on with, and no row is asked twice', async () => {
    const page = await open();
    await page.route('**/graphql', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await route.continue().catch(() => undefined);
    });
    await page
      .getByLabel('Or paste rows')
      .fill(Array.from({ length: 300 }, (_, place) => `row number ${place} of this run`).join('\n'));
    await run();
    await page.getByText(/Running: [1-9]\d* of 300/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText(/Stopped: \d+ of 300/).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Finished: 300 of 300 answers').waitFor();
    const texts = asked().filter((text) => text.includes('of this run'));
    expect(new Set(texts).size).toBe(300);
    // The request that was under way when it was stopped may have reached the gateway.
    expect(texts.length).toBeLessThanOrEqual(320);
  });

  it('that fail do so alone, and can be asked again', async () => {
    const page = await open();
    await page.getByLabel('Or paste rows').fill('good\nfail:OVERLOADED\nbad');
    await run();
    await page.getByText('Finished: 3 of 3 answers, 1 with an error').waitFor();
    await page.getByText('OVERLOADED: It failed.').waitFor();
    const before = asked().length;
    await page.getByRole('button', { name: 'Ask the failed rows again' }).click();
    await expect.poll(() => asked().length).toBe(before + 1);
    expect(asked().at(-1)).toBe('fail:OVERLOADED');
  });

  it('larger than a request can be fail alone', async () => {
    const page = await open();
    await choose('long.csv', `text,label\ngood,positive\n${'x'.repeat(1_200_000)},negative\nbad,negative\n`);
    await run();
    await page.getByText('Finished: 3 of 3 answers, 1 with an error').waitFor();
    await page.getByText(/REQUEST_TOO_LARGE/).waitFor();
  });

  it('wait where they are when the connection is lost, and go on from there', async () => {
    const page = await open();
    let requests = 0;
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('SentimentRows') && ++requests === 3
        ? route.abort('connectionrefused')
        : route.continue(),
    );
    await page.getByLabel('Or paste rows').fill(Array.from({ length: 80 }, (_, place) => `lost ${place}`).join('\n'));
    await run();
    await page.getByText('Interrupted: 40 of 80 answers').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Finished: 80 of 80 answers').waitFor();
    view.faults.splice(0);
  });

  it('may be 50,000, of which a page shows fifty', async () => {
    const page = await open();
    await choose('many.csv', `text,label\n${Array.from({ length: 50_000 }, (_, place) => `good ${place},positive`).join('\n')}`);
    await page.getByText('50,000 rows, 2 columns').waitFor();
    await run();
    await page.getByText(/Running: [1-9][\d,]* of 50,000/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText(/Stopped/).waitFor();
    expect(await page.locator('.table-box tbody tr').filter({ hasText: 'good' }).count()).toBe(50);
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByText('good 50', { exact: true }).waitFor();
  });
});
