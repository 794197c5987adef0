import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERVERS } from '../../../bench/servers/list/index.ts';
import { settingsOnPage, withWrongModel } from '../../../bench/servers/page-settings.ts';
import { loadSettings } from '../../../src/main.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingraph-servers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(SERVERS)('asks $name with the settings of the page, at another address', ({ backend, tasks }) => {
  const settings = settingsOnPage(backend, 4_321, 'sk-a-key');
  expect(settings.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:4321(\/v1)?$/);
  const wrong = withWrongModel(settings);
  expect(wrong).not.toEqual(settings);
  const file = join(folder, 'lingraph.yaml');
  const routes = Object.fromEntries(tasks.map((task) => [task, { models: [backend, 'wrong'] }]));
  writeFileSync(file, JSON.stringify({ backends: { [backend]: settings, wrong }, routes }));
  expect(Object.keys(loadSettings({ file, env: {} }).backends)).toEqual([backend, 'wrong']);
});

it('says which settings are missing on the page', () => {
  expect(() => settingsOnPage('nobody', 1, '')).toThrow('no settings for nobody');
});
