import { expect, it } from 'vitest';
import { openCache } from '../../../src/cache/open-cache.ts';
import { purge } from '../../../src/cache/purge.ts';
import type { KeyValueStore } from '../../../src/cache/store.ts';
import { cache } from '../../../src/layers/cache.ts';
import { scriptedModel, testCall } from '../../support/models.ts';
import { freshness, mapStore, owner, runWith, settled } from '../../support/shared-cache.ts';

it('forgets by tenant, task, model and text, in both levels', async () => {
  const store = mapStore();
  const { run, room } = runWith(store);
  await run({ texts: ['a', 'b', 'c'], options: {} }, testCall({ tenant: 'one' }));
  await run({ texts: ['a'], options: {} }, testCall({ tenant: 'two' }));
  await settled();
  expect(await purge(room, { tenant: 'one', text: 'b' })).toBe(2);
  expect(await purge(room, { text: 'B' })).toBe(0);
  expect(await purge(room, { tenant: 'one' })).toBe(4);
  expect(await purge(room, { task: 'translate' })).toBe(0);
  expect(await purge(room, { model: 'local/scripted' })).toBe(2);
  expect(store.values.size).toBe(0);
});

it.each(['qwen2.5:7b', '@cf/meta/llama', 'a@b:c@d', 'modèle %2F'])('forgets the answers of a model called %s', async (id) => {
  const room = openCache({ maxBytes: 1_000_000, flightMs: 5_000 });
  const ask = (named: string) =>
    cache(
      scriptedModel().run,
      { ...owner, model: { ...owner.model, id: named } },
      room,
      freshness,
      'tenant',
    )({ texts: ['a'], options: {} }, testCall());
  for (const named of [id, `${id}@1`, `${id}2`]) await ask(named);
  expect(await purge(room, { model: `local/${id}`, tenant: testCall().tenant })).toBe(1);
  expect((await ask(`${id}@1`))[0]?.cache.status).toBe('HIT');
});

it('keeps nothing that was asked before a purge', async () => {
  const store = mapStore();
  const model = scriptedModel({ answer: () => new Promise((resolve) => setTimeout(resolve, 20, 'POSITIVE')) });
  const { run, room } = runWith(store, model);
  const asked = run({ texts: ['a'], options: {} }, testCall());
  await settled();
  await purge(room, {});
  await asked;
  await settled();
  expect([room.memory.stats().entries, store.values.size]).toEqual([0, 0]);
});

it('does not put back into memory what a purge of the store is about to forget', async () => {
  const store = mapStore();
  await runWith(store).run({ texts: ['a'], options: {} }, testCall());
  await settled();
  const looks: Promise<unknown>[] = [];
  const watched: KeyValueStore = {
    ...store,
    async *deleteWhere(isMeant) {
      looks.push(run({ texts: ['a'], options: {} }, testCall()));
      await settled();
      yield* store.deleteWhere(isMeant);
    },
  };
  const { run, room } = runWith(watched);
  await purge(room, {});
  await Promise.all(looks);
  expect([room.memory.stats().entries, store.values.size]).toEqual([0, 0]);
});
