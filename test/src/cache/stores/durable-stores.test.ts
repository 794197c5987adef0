import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openCache } from '../../../../src/cache/open-cache.ts';
import { openStore } from '../../../../src/cache/stores/open-store.ts';
import { cache } from '../../../../src/layers/cache.ts';
import { isAnswered } from '../../../../src/model.ts';
import { scriptedModel, testCall } from '../../../support/models.ts';
import { openSchema, postgresMissing } from '../../../support/postgres.ts';

const owner = { task: 'sentiment', model: { id: 'scripted', version: '1', backend: 'local' } } as const;
const freshness = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
const folder = mkdtempSync(join(tmpdir(), 'lingraph-cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const missing = await postgresMissing();
if (missing) console.warn(`skipped: the shared cache on a real Postgres (${missing})`);
const schema = missing ? undefined : await openSchema();
afterAll(() => schema?.drop());

async function gatewayProcess(url: string, tenant: string) {
  const room = openCache({ maxBytes: 1_000_000, flightMs: 5_000 }, await openStore(url), { timeoutMs: 2_000 });
  const model = scriptedModel();
  const run = cache(model.run, owner, room, freshness, 'tenant');
  return { room, model, ask: (texts: string[]) => run({ texts: texts, options: {} }, testCall({ tenant })) };
}

describe.each([
  { name: 'a libsql file', url: `file:${join(folder, 'cache.db')}`, isHere: true },
  { name: 'Postgres', url: schema?.url ?? '', isHere: schema !== undefined },
])('$name', ({ url, isHere }) => {
  it.skipIf(!isHere)('keeps answers for the next start, and forgets them when told', async () => {
    const tenant = `tenant ${Math.random()}`;
    const first = await gatewayProcess(url, tenant);
    await first.ask(['a', 'Ünï 🎉 \u0000']);
    await pause(150);
    await first.room.store?.close();
    const second = await gatewayProcess(url, tenant);
    const outcomes = await second.ask(['a', 'Ünï 🎉 \u0000', 'c']);
    expect(outcomes.map(({ cache: { level } }) => level)).toEqual(['STORE', 'STORE', undefined]);
    expect(second.model.asked).toEqual([['c']]);
    await pause(150);
    expect(await second.room.store?.delete({ model: 'local/scripted' })).toBeGreaterThanOrEqual(3);
    await second.room.store?.close();
    const third = await gatewayProcess(url, tenant);
    expect((await third.ask(['a']))[0]?.cache.status).toBe('MISS');
    await third.room.store?.close();
  });
});

it('refuses a file that is no database', async () => {
  const path = join(folder, 'text.db');
  writeFileSync(path, 'this is not a database, but it is long enough to be taken for one'.repeat(50));
  await expect(openStore(`file:${path}`)).rejects.toThrow(/text\.db/);
});

it('answers without a Postgres that is not there', async () => {
  const { ask } = await gatewayProcess('postgres://nobody@127.0.0.1:1/none', 'tenant');
  expect((await ask(['a'])).every(isAnswered)).toBe(true);
});
