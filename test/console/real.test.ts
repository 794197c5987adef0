import { beforeEach, describe, expect, it } from 'vitest';
import type { View } from './support/browser.ts';
import { startRealGateway } from './support/real-gateway.ts';
import { createStage } from './support/stage.ts';

const stage = createStage(startRealGateway);
let view: View;

beforeEach(async () => {
  view = await stage.open();
});

const result = () => view.page.getByRole('region', { name: 'Result' });

async function runExample(task: string, example: string) {
  await view.go(`/playground/${task}`);
  await view.page.getByRole('button', { name: example, exact: true }).click();
  await view.page.getByLabel('Text', { exact: true }).press('Control+Enter');
  await view.page.locator('.result .meta').waitFor();
  return result().innerText();
}

describe('with the shipped models', () => {
  it('every task answers its example', async () => {
    expect(await runExample('classify', 'Support')).toMatch(/billing[\s\S]*local\/minilm-zero-shot@/);
    expect(await runExample('sentiment', 'Product review')).toMatch(
      /Positive[\s\S]*local\/sentiment-minilm@[\s\S]*Cost\s+none: it ran here/,
    );
    const translated = await runExample('translate', 'Travel');
    expect(translated).toMatch(/Lisboa[\s\S]*Detected English[\s\S]*local\/firefox-en-pt@/);
    expect(await runExample('summarize', 'Town news')).toMatch(/Extractive[\s\S]*Length kept[\s\S]*local\/minilm-extractive@/);
    const text = await view.page.getByLabel('Text', { exact: true }).inputValue();
    const marked = await view.page.locator('mark').allInnerTexts();
    expect(marked.length).toBeGreaterThan(0);
    for (const sentence of marked) expect(text).toContain(sentence);
  });

  it('a classifier with labels of its own is tried from its page', async () => {
    const { page } = view;
    await view.go('/models/local/emotion');
    await page.getByRole('link', { name: 'Try classify' }).click();
    await page.getByLabel('Text', { exact: true }).fill('What a wonderful surprise, thank you all!');
    await page.getByRole('button', { name: /^Classify/ }).click();
    await expect.poll(() => result().innerText()).toMatch(/joy[\s\S]*local\/emotion@/);
  });

  it('the second asking of a text is a hit in the cache', async () => {
    const text = `The tram was on time, number ${Date.now()}.`;
    for (const status of ['Miss', 'Hit']) {
      await view.go(`/playground/sentiment#${new URLSearchParams({ text })}`);
      await view.page.getByLabel('Text', { exact: true }).press('Control+Enter');
      await expect.poll(() => result().innerText()).toContain(status);
    }
  });

  it('rows with labels get an accuracy and a matrix', async () => {
    const { page } = view;
    await view.go('/compare?task=sentiment&mode=rows');
    await page
      .getByLabel('Or paste rows')
      .fill(
        'text,label\nI love this place,positive\nThis is terrible and broken,negative\nAbsolutely wonderful service,positive',
      );
    await page.getByRole('button', { name: 'Run all rows' }).click();
    await page.getByText('Finished: 6 of 6 answers').waitFor();
    expect(await page.getByRole('region', { name: 'Accuracy of Local models only' }).innerText()).toMatch(/100\s%/);
  });
});

describe('with a provider beside them', () => {
  it('columns of both say who answered, and one that fails leaves the other alone', async () => {
    const { page } = view;
    await view.go('/compare?task=sentiment&mode=one');
    await page.getByLabel('Column 1', { exact: true }).selectOption({ label: 'local' });
    await page.getByLabel('Column 2', { exact: true }).selectOption({ label: 'cloud' });
    await page.getByLabel('Text', { exact: true }).fill('I love it');
    await page.getByRole('button', { name: 'Run all' }).click();
    await page.getByText('They disagree.').waitFor();
    await page.getByLabel('Text', { exact: true }).fill('I love to refuse it');
    await page.getByRole('button', { name: 'Run all' }).click();
    const cloud = page.getByRole('region', { name: 'Column 2: backend cloud' });
    await cloud.getByRole('region', { name: 'Error' }).waitFor();
    expect(await cloud.innerText()).toMatch(/The model provider[\s\S]*UPSTREAM/);
    await page.getByRole('region', { name: 'Column 1: backend local' }).getByText('Positive').first().waitFor();
  });

  it('a language that the shipped models lack goes to the provider', async () => {
    const { page } = view;
    await view.go('/playground/translate?target=de#text=Good+morning+to+all+of+you');
    await page.getByLabel('Text', { exact: true }).press('Control+Enter');
    await expect
      .poll(() => result().innerText())
      .toMatch(/A text from the cloud\.[\s\S]*cloud\/mock-1@[\s\S]*Cost\s+price not known/);
  });
});

describe('what was asked', () => {
  it('stands among the requests, with its attempts, and can be replayed', async () => {
    const { page } = view;
    await runExample('sentiment', 'Complaint');
    await view.go('/requests?task=sentiment');
    await page.locator('.row-button').first().click();
    expect(page.url()).toContain('open=');
    const detail = page.locator('.request-detail');
    expect(await detail.innerText()).toMatch(
      /Where the time went[\s\S]*Checks and language[\s\S]*Looking for a cached answer[\s\S]*local.sentiment-minilm: answered[\s\S]*Third delivery in a row/,
    );
    await detail.getByRole('link', { name: /Replay/ }).click();
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toContain('Third delivery in a row');
  });

  it('is counted in the overview, as a chart and as a table', async () => {
    const { page } = view;
    await runExample('sentiment', 'Neutral');
    await view.go('/overview');
    await expect.poll(() => page.locator('.tile').first().innerText()).toMatch(/[1-9]/);
    await page.getByRole('button', { name: 'Requests as a table' }).click();
    expect(await page.locator('.chart table tbody tr').count()).toBe(60);
  });
});

describe('GraphiQL', () => {
  it('runs its examples against this gateway, streams too, and loads nothing from elsewhere', async () => {
    const { page } = view;
    const schema = page.waitForResponse('**/graphql');
    await view.go('/graphiql');
    await schema;
    await page.locator('.graphiql-query-editor .view-line').nth(5).waitFor();
    const response = page.locator('.result-window');
    await page.getByRole('button', { name: /Execute query/ }).click();
    await expect.poll(() => response.innerText()).toContain('"Classification"');
    await page.getByRole('button', { name: 'Show Examples' }).click();
    await page.getByRole('button', { name: 'A translation as it is written' }).click();
    // A click that comes before GraphiQL has read the new operation sends the old name: whoever sees that clicks again.
    const executed = async () => {
      const text = await response.innerText();
      if (!text.includes('TranslationCompleted')) await page.getByRole('button', { name: /Execute query/ }).click();
      return text;
    };
    await expect.poll(executed, { interval: 4_000 }).toContain('TranslationCompleted');
    await page.getByRole('button', { name: /Documentation Explorer/ }).click();
    await page.getByRole('link', { name: 'Subscription' }).waitFor();
  });
});
