import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { View } from './support/browser.ts';
import { createStage, startEcho } from './support/stage.ts';

/** Each would call `window.attacked()`, or load something, if it were ever taken for markup, code or an address. */
const CORPUS = [
  '<script>attacked()</script>',
  '<img src=x onerror="attacked()">',
  '"><svg onload=attacked()>',
  "'-attacked()-'",
  '</textarea><script>attacked()</script>',
  '</title></style></noscript><script>attacked()</script>',
  '<iframe srcdoc="<script>parent.attacked()</script>"></iframe>',
  '<a href="javascript:attacked()">x</a>',
  'javascript:attacked()//',
  '{{constructor.constructor("attacked()")()}}',
  ['$', '{attacked()}'].join(''),
  '![x](https://example.com/leak.png)',
  '<link rel=stylesheet href=https://example.com/leak.css>',
  '\u202Eevil\u202C <b>bold</b>',
];
/** One text that holds them all. */
const ALL = CORPUS.join(' ');

let attacks = 0;

const stage = createStage(startEcho);
let view: View;

beforeEach(async () => {
  attacks = 0;
  view = await stage.open();
  await view.page.exposeFunction('attacked', () => {
    attacks++;
  });
  view.page.on('dialog', (dialog) => {
    attacks++;
    void dialog.dismiss();
  });
});
afterEach(() => expect(attacks).toBe(0));

/** Elements that only markup taken from a text could have made. */
const foreign = (page: Page) =>
  page.evaluate(
    () =>
      document.querySelectorAll(
        'img, iframe, object, embed, base, script:not([src]), [onerror], [onload], a[href^="javascript" i]',
      ).length,
  );

const STRUCTURE = new Set([
  '__typename',
  'code',
  'origin',
  'outcome',
  'status',
  'label',
  'state',
  'task',
  'tasks',
  'at',
  'start',
  'lastUsed',
  'breaker',
  'source',
  'target',
  'language',
]);

/** Puts the corpus in the place of every string but those whose values the schema lists. */
function poisoned(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => poisoned(entry, field));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, poisoned(entry, name)]));
  return typeof value === 'string' && !STRUCTURE.has(field) ? ALL : value;
}

/** Poisons an answer, or each event of a stream. */
function poisonedBody(body: string): string {
  if (body.startsWith('{')) return JSON.stringify(poisoned(JSON.parse(body)));
  return body.replaceAll(/^data: (\{.*\})$/gm, (_, json: string) => `data: ${JSON.stringify(poisoned(JSON.parse(json)))}`);
}

async function poisonAnswers(page: Page): Promise<void> {
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: poisonedBody(await response.text()) });
  });
}

describe('what people and models write', () => {
  it.each(['classify', 'sentiment', 'translate', 'summarize'])(
    'stays text in %s, in the code and in a shared link',
    async (task) => {
      const { page } = view;
      await view.go(
        `/playground/${task}#${new URLSearchParams([
          ['text', ALL],
          ['label', CORPUS[1]!],
          ['label', `${CORPUS[2]}: ${ALL}`],
        ])}`,
      );
      await page.getByLabel('Text', { exact: true }).press('Control+Enter');
      await page.locator('.result .meta').waitFor();
      if (task === 'translate') expect(await page.locator('.output').innerText()).toContain(ALL);
      for (const name of ['GraphQL', 'curl', 'fetch', 'Apollo Client', 'urql', 'Python', 'JSON'])
        await page.getByRole('tab', { name, exact: true }).click();
      expect(await foreign(page)).toBe(0);
    },
  );

  it('stays text as a label', async () => {
    const { page } = view;
    await view.go('/playground/classify#text=hello');
    for (const label of CORPUS) {
      await page.locator('#label-input').fill(label);
      await page.locator('#label-input').press('Enter');
    }
    await page.getByLabel('Describe the labels').check();
    await page.getByLabel('Text', { exact: true }).press('Control+Enter');
    await page.locator('.result .meta').waitFor();
    expect(await page.locator('.result').innerText()).toContain(CORPUS[1]);
    expect(await foreign(page)).toBe(0);
  });

  it('stays text when every string of an answer is hostile', async () => {
    const { page } = view;
    await poisonAnswers(page);
    for (const task of ['classify', 'sentiment', 'translate', 'summarize']) {
      await view.go(`/playground/${task}#text=hello+there`);
      await page.getByLabel('Text', { exact: true }).press('Control+Enter');
      await page.locator('.result .meta').waitFor();
      expect(await page.locator('.result').innerText()).toContain(CORPUS[0]);
    }
    for (const path of ['/models', `/models/${encodeURIComponent(ALL)}`, '/requests', '/overview']) {
      await view.go(path);
      await page.locator('main .card, main .tile').first().waitFor();
      expect(await foreign(page), path).toBe(0);
    }
  });

  it('stays text in an error, and an error leads to no script', async () => {
    const { page } = view;
    await poisonAnswers(page);
    await view.go('/playground/sentiment#text=fail:UNSUPPORTED_LANGUAGE');
    await page.getByLabel('Text', { exact: true }).press('Control+Enter');
    const error = page.getByRole('region', { name: 'Error' });
    await error.waitFor();
    expect(await error.innerText()).toContain(CORPUS[0]);
    expect(await error.getByRole('link').count()).toBe(0);
    expect(await foreign(page)).toBe(0);
  });

  it('stays text in compared columns, in rows and in the names of files', async () => {
    const { page } = view;
    await view.go('/compare?task=translate&mode=one');
    await page.getByLabel('Text', { exact: true }).fill(ALL);
    await page.getByRole('button', { name: 'Run all' }).click();
    await page.locator('.compare-column .meta').nth(1).waitFor();
    await page.getByRole('tab', { name: 'Many rows' }).click();
    const rows = CORPUS.map((text) => `"${text.replaceAll('"', '""')}",label`).join('\n');
    await page.locator('input[type=file]').setInputFiles({
      name: '<img src=x onerror=attacked()>.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`text,label\n${rows}`),
    });
    await page.getByText(`${CORPUS.length} rows, 2 columns`).waitFor();
    await page.getByRole('button', { name: 'Run all rows' }).click();
    await page.getByText('Finished').waitFor();
    expect(await page.locator('.table-box').last().innerText()).toContain(CORPUS[1]);
    expect(await foreign(page)).toBe(0);
  });

  it('stays text in addresses', async () => {
    const { page } = view;
    const hostile = encodeURIComponent(CORPUS[1]!);
    for (const path of [
      `/models/${hostile}`,
      `/playground/${hostile}`,
      `/requests?model=${hostile}&task=${hostile}`,
      `/playground/translate?target=${hostile}&model=${hostile}`,
    ]) {
      await view.go(path);
      await page.locator('main > *').first().waitFor();
      expect(await foreign(page), path).toBe(0);
    }
  });
});

it('the policy stops a script that would have got in all the same', async () => {
  const { page, faults } = view;
  await view.go('/models');
  const outcome = await page.evaluate(() => {
    try {
      document.body.innerHTML += '<img src=x onerror="attacked()">';
      return 'let in';
    } catch {
      return 'refused';
    }
  });
  expect(outcome).toBe('refused');
  expect(faults.splice(0).join()).toMatch(/TrustedHTML/);
});
