import { describe, expect, it } from 'vitest';
import { playgroundOn } from './support/playground.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho);
const { open, text, result, send } = playgroundOn(stage);

describe('a task', () => {
  it('is run from an example, and its answer says how it came about', async () => {
    const page = await open('/playground/classify');
    await page.getByRole('button', { name: 'News' }).click();
    await page.getByRole('button', { name: /^Classify/ }).click();
    await expect.poll(() => result().innerText()).toMatch(/economy/);
    const strip = await page.locator('.result .meta').innerText();
    for (const part of ['rules/echo@1', 'rules', 'Miss', 'ms', 'Request', '1 attempt']) expect(strip).toContain(part);
    expect(stage.server.gateway.asked.at(-1)).toMatchObject({ task: 'classify' });
  });

  it('shows all three scores of a mood, and the text that was translated, in their places', async () => {
    const page = await open('/playground/sentiment#text=bad+weather');
    await send();
    await expect.poll(() => result().innerText()).toMatch(/Negative[\s\S]*Neutral[\s\S]*Positive/);
    await page.getByRole('tab', { name: 'Translate' }).click();
    await text().fill('Good evening to you');
    await expect.poll(() => page.locator('.output').innerText()).toBe('pt: Good evening to you');
    expect(await page.locator('.output').getAttribute('lang')).toBe('pt');
    expect(await page.locator('.output').getAttribute('dir')).toBe('auto');
  });

  it('is translated once when its author pauses, and the swap turns texts and languages around', async () => {
    const page = await open('/playground/translate');
    const before = stage.server.gateway.asked.length;
    await text().pressSequentially('Where is the station', { delay: 15 });
    await expect.poll(() => page.locator('.output').innerText()).toBe('pt: Where is the station');
    expect(stage.server.gateway.asked.length - before).toBe(1);
    await page.getByRole('button', { name: /Swap/ }).click();
    expect(await text().inputValue()).toBe('pt: Where is the station');
    expect([await page.getByLabel('From').inputValue(), await page.getByLabel('Into').inputValue()]).toEqual(['pt', 'en']);
  });

  it('marks the sentences of a summary in its text, and says how much was kept', async () => {
    const page = await open('/playground/summarize');
    await page.getByRole('button', { name: 'Science' }).click();
    await send();
    await page.locator('mark').first().waitFor();
    expect(await page.locator('mark').allInnerTexts()).toEqual(['Bees find ']);
    expect(await page.locator('.source-text').innerText()).toBe(await text().inputValue());
    expect(await result().innerText()).toMatch(/148 words[\s\S]*2 words[\s\S]*1 %/);
  });

  it('can be stopped, and then nothing waits any more', async () => {
    const page = await open('/playground/sentiment#text=wait');
    const before = stage.server.gateway.asked.length;
    await send();
    await expect.poll(() => stage.server.gateway.asked.length).toBe(before + 1);
    await page.getByRole('button', { name: 'Stop' }).first().click();
    await expect.poll(() => stage.server.gateway.asked.at(-1)?.call.signal.aborted).toBe(true);
    await page.getByText('Stopped').waitFor();
  });

  it('says what is missing before anything is sent', async () => {
    const page = await open('/playground/classify');
    const before = stage.server.gateway.asked.length;
    await page.getByRole('button', { name: /^Classify/ }).click();
    await page.getByText('Type or paste a text first').waitFor();
    await text().fill('something');
    for (const label of ['billing', 'shipping', 'returns'])
      await page.getByRole('button', { name: `Remove label ${label}` }).click();
    await page.getByRole('button', { name: /^Classify/ }).click();
    await page.getByText('Add at least two labels').waitFor();
    expect(stage.server.gateway.asked.length).toBe(before);
  });
});

describe('a long answer', () => {
  /** Lets the gateway write word by word, until `release` says that the rest may come. */
  function writeSlowly() {
    const { run } = stage.server.gateway;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    stage.server.gateway.run = async (task, texts, options, call) => {
      call.listeners?.[0]?.write('first ');
      call.listeners?.[0]?.write('<b>words</b>');
      await Promise.race([released, new Promise((resolve) => call.signal.addEventListener('abort', resolve, { once: true }))]);
      return run(task, texts, options, call);
    };
    const restore = () => {
      stage.server.gateway.run = run;
    };
    return { release, restore };
  }

  it('is shown as it is written, and then whole', async () => {
    const { release, restore } = writeSlowly();
    const page = await open('/playground/translate#text=Good+morning');
    await send();
    await expect.poll(() => page.locator('.writing').innerText()).toBe('first <b>words</b>');
    release();
    await page.locator('.result .meta').waitFor();
    expect(await page.locator('.output').innerText()).toBe('pt: Good morning');
    await page.getByRole('tab', { name: 'JSON' }).click();
    expect(await page.locator('.code').innerText()).toContain('"text": "pt: Good morning"');
    restore();
  });

  it('can be stopped while it is written; what has come stays, and the gateway stops too', async () => {
    const { restore } = writeSlowly();
    const page = await open('/playground/summarize#text=Good+morning');
    const before = stage.server.gateway.asked.length;
    await send();
    await page.locator('.writing').waitFor();
    await page.getByRole('button', { name: 'Stop' }).first().click();
    await page.getByText('Stopped').waitFor();
    expect(await page.locator('.writing').innerText()).toBe('first <b>words</b>');
    await expect.poll(() => stage.server.gateway.asked.slice(before).at(-1)?.call.signal.aborted).toBe(true);
    restore();
  });
});

describe('the code', () => {
  it('is in step with the form, in every tab, and is what is copied', async () => {
    const page = await open('/playground/sentiment');
    const code = page.locator('.code');
    for (const name of ['GraphQL', 'curl', 'fetch', 'Apollo Client', 'urql', 'Python', 'JSON']) {
      await page.getByRole('tab', { name, exact: true }).click();
      await text().fill(`a text for ${name}`);
      await expect.poll(() => code.innerText()).toContain(`a text for ${name}`);
      await page.locator('.code-panel button').click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`a text for ${name}`);
    }
    await page.getByLabel('Model', { exact: true }).selectOption({ label: 'Local models only' });
    expect(await code.innerText()).toContain('LOCAL_ONLY');
    expect(page.url()).toContain('strategy=LOCAL_ONLY');
  });

  it('holds the answer too once there is one', async () => {
    const page = await open('/playground/sentiment#text=good');
    await page.getByRole('tab', { name: 'JSON' }).click();
    await send();
    await expect.poll(() => page.locator('.code').innerText()).toContain('"label": "POSITIVE"');
  });
});
