/** Real shared caches in front: how long they keep what the gateway answers. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EchoGateway, echoGateway } from '../../support/echo-gateway.ts';
import { freePort, type ProxyName, proxyMissing, startNginx, startVarnish, type TestProxy } from '../../support/proxies.ts';
import { startTestServer } from './graphql-client.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const CACHES: readonly [ProxyName, (port: number, url: string) => Promise<TestProxy>][] = [
  [
    'nginx',
    (port, url) =>
      startNginx(
        port,
        `proxy_cache_path cache keys_zone=answers:1m;
         server { listen 127.0.0.1:${port}; location / {
           proxy_pass ${url}; proxy_set_header Host $http_host; proxy_cache answers; proxy_cache_key $request_uri;
         } }`,
      ),
  ],
  ['varnishd', startVarnish],
];

/** A gateway that says of each answer that it is an hour old and fresh for two seconds more. */
function agedGateway(): EchoGateway {
  const gateway = echoGateway();
  const { run } = gateway;
  const aged: EchoGateway['run'] = async (...asked) => {
    const outcomes = await run(...asked);
    return outcomes.map((outcome) => ({
      ...outcome,
      cache: { status: 'HIT', ageSeconds: 3_600, freshSeconds: 2, shared: true },
    }));
  };
  return Object.assign(gateway, { run: aged });
}

describe.each(CACHES)('%s in front', (name, startCache) => {
  it('keeps an answer that is old already no longer than the gateway would', async ({ skip }) => {
    const missing = proxyMissing(name);
    if (missing) {
      console.info(`not run: ${missing}`);
      skip();
    }
    const gateway = agedGateway();
    const server = await startTestServer({ gateway });
    ends.push(server.close);
    const cache = await startCache(await freePort(), server.url);
    ends.push(cache.close);
    const query = new URLSearchParams({ query: '{ sentiment(input: { text: "good" }) { ... on Sentiment { label } } }' });
    const ask = async () => {
      const answer = await fetch(`${cache.url}/graphql?${query}`, {
        headers: { 'graphql-require-preflight': '1', host: 'localhost' },
      });
      return (await answer.json()) as unknown;
    };
    expect([await ask(), await ask()]).toEqual(Array(2).fill({ data: { sentiment: { label: 'POSITIVE' } } }));
    expect(gateway.asked).toHaveLength(1); // the second was the cache's
    await vi.waitFor(
      async () => {
        await ask();
        expect(gateway.asked.length).toBeGreaterThan(1);
      },
      { timeout: 30_000, interval: 250 },
    );
  });
});
