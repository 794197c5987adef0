import { expect, it } from 'vitest';
import { createPlaces } from '../../../src/layers/places.ts';
import { testCall } from '../../support/models.ts';

/** Work that ends when it is told to, and the order in which it began. */
function work() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const of = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const endOne = async () => {
    ends.shift()?.();
    await new Promise(setImmediate);
  };
  return { begun, of, endOne };
}

const caller = (tenant: string, requestId: string) => testCall({ tenant, requestId });

it('gives places to the requests in turn, whatever number of calls each brings', async () => {
  const places = createPlaces({ maxConcurrent: 1, maxQueued: 8 });
  const { begun, of, endOne } = work();
  for (let call = 0; call < 400; call++) void places.run(caller('one', 'big'), of('big'));
  for (const request of ['a', 'b', 'c']) void places.run(caller('one', request), of(request));
  for (let call = 0; call < 6; call++) await endOne();
  expect(begun).toEqual(['big', 'big', 'a', 'b', 'c', 'big', 'big']);
});

it('gives places to the tenants in turn, whatever number of requests each brings', async () => {
  const places = createPlaces({ maxConcurrent: 1, maxQueued: 100 });
  const { begun, of, endOne } = work();
  for (let request = 0; request < 20; request++) void places.run(caller('many', `${request}`), of('many'));
  for (let request = 0; request < 3; request++) void places.run(caller('few', `${request}`), of('few'));
  for (let call = 0; call < 7; call++) await endOne();
  expect(begun).toEqual(['many', 'many', 'few', 'many', 'few', 'many', 'few', 'many']);
});

it('refuses a request past its bound, but lets in a tenant that waits for less than its share', async () => {
  const places = createPlaces({ maxConcurrent: 1, maxQueued: 4 });
  const { of } = work();
  const refusals: unknown[] = [];
  const ask = (tenant: string, request: number) =>
    places.run(caller(tenant, `${tenant} ${request}`), of(tenant)).catch((error: unknown) => refusals.push([tenant, error]));
  for (let request = 0; request < 6; request++) void ask('many', request);
  for (let request = 0; request < 3; request++) void ask('few', request);
  await new Promise(setImmediate);
  const refused = { code: 'OVERLOADED', retryAfterMs: 1_000 };
  expect(refusals).toMatchObject([
    ['many', refused],
    ['few', refused],
  ]);
});

it('keeps no place for whoever has left', async () => {
  const places = createPlaces({ maxConcurrent: 1, maxQueued: 1 });
  const { begun, of, endOne } = work();
  const leaver = new AbortController();
  void places.run(caller('one', 'first'), of('first'));
  void places.run(testCall({ requestId: 'left', signal: leaver.signal }), of('left'));
  leaver.abort();
  void places.run(caller('one', 'next'), of('next'));
  await endOne();
  expect(begun).toEqual(['first', 'next']);
});

it('hands its places on also where the work fails', async () => {
  const places = createPlaces({ maxConcurrent: 1, maxQueued: 8 });
  const failing = () => Promise.reject(new Error('no'));
  const ended = await Promise.allSettled(Array.from({ length: 5 }, () => places.run(testCall(), failing)));
  expect(ended.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  expect(await places.run(testCall(), async () => 'done')).toBe('done');
});
