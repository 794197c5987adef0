import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { ask } from '../../../bench/faults/ask.ts';
import { mockUpstream } from '../../../bench/faults/mock-upstream.ts';
import { RIGHT, remote, routed } from '../../../bench/faults/settings.ts';
import { openHere } from '../../faults/open-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingraph-start-'));
const lines: string[] = [];
const written = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
afterAll(() => {
  written.mockRestore();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  lines.length = 0;
});

const path = (name: string) => join(folder, name);
const GARBAGE = 'this is not a database, but it is long enough to be taken for one'.repeat(100);

it.each([
  ['a folder', () => mkdirSync(path('folder')), 'folder', /cannot be opened: its folder is missing/],
  ['in a folder that is missing', () => undefined, 'none/cache.db', /cannot be opened: its folder is missing/],
  ['no database', () => writeFileSync(path('text.db'), GARBAGE), 'text.db', /is no database: delete it/],
  ['damaged', () => damage(path('damaged.db')), 'damaged.db', /is damaged|is no database/],
])('starts with a line and with memory alone where the file of the cache is %s', async (_, make, name, line) => {
  make();
  const upstream = await mockUpstream();
  const gateway = await openHere(routed({ cloud: remote(upstream.url) }, { cache: { store: `file:${path(name)}` } }));
  for (let time = 0; time < 2; time++)
    expect(await ask(gateway, { text: 'The soup was cold.', cache: 'USE' })).toMatchObject({ label: RIGHT });
  expect(upstream.requests()).toBe(1);
  await gateway.close();
  await upstream.close();
  const told = lines.filter((one) => one.includes('cache.store')).map((one) => JSON.parse(one));
  expect(told).toEqual([expect.objectContaining({ level: 'warn', event: 'unreachable', problem: expect.stringMatching(line) })]);
  expect(told[0].problem).toContain('memory alone');
});

/** It begins as a database does, and goes on as none. */
function damage(file: string): void {
  const bytes = Buffer.alloc(8_192, 0xff);
  bytes.write('SQLite format 3\0', 0, 'latin1');
  writeFileSync(file, bytes);
}
