import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { consoleFolder } from './support/browser.ts';

const SHELL_BUDGET = 150_000;

const assets = join(consoleFolder, 'assets');
const read = (path: string) => readFileSync(join(consoleFolder, path), 'utf8');

/** What a browser loads at once for a page: the files its document names, and what those import at once. */
function firstLoad(page: string): readonly string[] {
  const found = new Set([...read(page).matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path]) => path as string));
  for (const path of found)
    if (path.endsWith('.js'))
      for (const [, name] of read(path).matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) found.add(`assets/${name}`);
  return [...found];
}

describe('the built console', () => {
  it('has a shell within 150 kB of gzip, with nothing of GraphiQL in it', () => {
    const files = firstLoad('index.html');
    const size = files.reduce((sum, path) => sum + gzipSync(readFileSync(join(consoleFolder, path))).length, 0);
    expect(size).toBeGreaterThan(20_000);
    expect(size).toBeLessThan(SHELL_BUDGET);
    expect(files.join(' ')).not.toMatch(/graphiql|monaco|worker/);
  });

  it('names no foreign address from which anything would be loaded', () => {
    for (const name of readdirSync(assets).filter((file) => /\.(js|css)$/.test(file)))
      expect(read(`assets/${name}`), name).not.toMatch(/(?:import\s*\(|importScripts\(|@import|url\()\s*["'`]?(?:https?:)?\/\//);
  });

  it('has each text file in both compressed forms', () => {
    const names = readdirSync(assets);
    const texts = names.filter((name) => /\.(js|css|svg)$/.test(name));
    expect(texts.length).toBeGreaterThan(10);
    for (const name of texts) {
      expect(names).toContain(`${name}.br`);
      expect(gunzipSync(readFileSync(join(assets, `${name}.gz`))).equals(readFileSync(join(assets, name)))).toBe(true);
    }
  });

  it('hands on the licenses of all that is bundled', () => {
    const licenses = read('licenses.md');
    for (const name of ['react', 'graphiql', 'monaco-editor', 'uplot'])
      expect(licenses).toMatch(new RegExp(`^## ${name} - `, 'm'));
  });

  it('holds no inline script, style or event handler', () => {
    for (const page of ['index.html', 'graphiql.html'])
      expect(read(page)).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style=/);
  });
});
