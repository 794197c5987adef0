import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKeys } from '../../../src/cache/entry.ts';
import { createMemory } from '../../../src/cache/memory.ts';
import type { ClassifyOptions } from '../../../src/task.ts';

const model = { id: 'm', version: '1', backend: 'b' };
const answer = (text: string) => ({ answer: { value: { text, source: 'en', target: 'pt' }, model }, storedAt: 0 });

it('stays under its bound whatever goes in', () => {
  const memory = createMemory(50_000);
  for (let entry = 0; entry < 5_000; entry++) memory.set(`key ${entry}`, answer('x'.repeat(entry % 300)), 60_000);
  expect(memory.stats().bytes).toBeLessThanOrEqual(50_000);
  expect(memory.stats().entries).toBeGreaterThan(10);
  expect(memory.get('key 4999')).toBeDefined();
  expect(memory.get('key 0')).toBeUndefined();
});

it('does not take an entry that is larger than its bound', () => {
  const memory = createMemory(10_000);
  memory.set('small', answer('x'), 60_000);
  memory.set('huge', answer('x'.repeat(100_000)), 60_000);
  expect(memory.get('huge')).toBeUndefined();
  expect(memory.get('small')).toBeDefined();
});

it('gives equal options one key in whatever order they are written, and different options different keys', () => {
  const owner = { task: 'classify', model } as const;
  const key = (options: object) => createKeys(owner, 'tenant')(['text'], options as ClassifyOptions, 't')[0];
  const options = { multiLabel: false, labels: [{ name: 'a', description: 'd' }, { name: 'b' }] };
  expect(
    key({
      labels: [
        { description: 'd', name: 'a' },
        { name: 'b', examples: undefined },
      ],
      multiLabel: false,
    }),
  ).toBe(key(options));
  const others = [
    { ...options, labels: [{ name: 'b' }, { name: 'a', description: 'd' }] },
    { ...options, multiLabel: true },
    { ...options, labels: [{ name: 'a' }, { name: 'd' }, { name: 'b' }] },
    { ...options, labels: [{ name: 'a","description":"d' }, { name: 'b' }] },
    JSON.parse('{"multiLabel":false,"labels":[{"name":"a","description":"d"},{"name":"b"}],"__proto__":{"x":1}}'),
  ];
  expect(new Set([options, ...others].map(key)).size).toBe(others.length + 1);
});

it('never gives two different tenants or texts one key', () => {
  const owner = { task: 'classify', model } as const;
  const pair = fc.tuple(fc.string(), fc.string());
  fc.assert(
    fc.property(pair, pair, ([tenantA, textA], [tenantB, textB]) => {
      fc.pre(tenantA !== tenantB || textA !== textB);
      const key = (tenant: string, text: string) => createKeys(owner, 'tenant')([text], { multiLabel: false }, tenant)[0];
      expect(key(tenantA, textA)).not.toBe(key(tenantB, textB));
    }),
  );
});
