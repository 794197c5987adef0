import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { hostWarning } from '../../../src/server/check-host.ts';
import type { ServerOptions } from '../../../src/server/start-server.ts';
import { startTestServer, type TestServer } from './graphql-client.ts';

let server: TestServer;
afterEach(() => server.close());
const start = async (options?: Partial<ServerOptions>) => {
  server = await startTestServer(options);
};

/** Status and error code of a query that calls the server by `host`. */
function ask(host: string, path = '/graphql'): Promise<[status: number | undefined, code?: string]> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'content-type': 'application/json' };
    const asked = request({ port: server.port, host: '127.0.0.1', method: 'POST', path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      response.on('end', () => resolve([response.statusCode, /"code":"(\w+)"/.exec(text)?.[1]]));
    });
    asked.on('error', reject);
    asked.end('{"query":"{ __typename }"}');
  });
}

describe('a server on loopback', () => {
  it.each(['localhost', 'LOCALHOST:4000', 'localhost.', '127.0.0.1', '127.0.0.1:80', '[::1]', '[::1]:4000'])(
    'goes by the name %s',
    async (host) => {
      await start();
      expect(await ask(host)).toEqual([200, undefined]);
    },
  );

  it('checks names where its own is spelt in capitals too', async () => {
    await start({ host: 'LOCALHOST' });
    expect([await ask('localhost'), await ask('evil.example')]).toEqual([
      [200, undefined],
      [421, 'HOST_NOT_ALLOWED'],
    ]);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '192.168.0.1', '0.0.0.0', '[::2]', 'evil.example:4000'])(
    'does not go by the name %j',
    async (host) => {
      await start();
      expect(await ask(host)).toEqual([421, 'HOST_NOT_ALLOWED']);
    },
  );

  it('goes by the names that are added', async () => {
    await start({ allowedHosts: ['Gateway.internal'] });
    expect(await ask('gateway.internal:4000')).toEqual([200, undefined]);
    expect(await ask('other.internal')).toEqual([421, 'HOST_NOT_ALLOWED']);
  });

  it('refuses a foreign name also after its own, again and again', async () => {
    await start();
    for (const host of ['localhost', 'evil.example', 'localhost', 'localhost', 'evil.example', 'evil.example'])
      expect((await ask(host))[0]).toBe(host === 'localhost' ? 200 : 421);
  });

  it('tells anybody of its health', async () => {
    await start();
    expect((await ask('10.0.0.7', '/healthz'))[0]).toBe(200);
  });
});

describe('a server on other addresses', () => {
  it('goes by any name, unless names are given', async () => {
    await start({ host: '0.0.0.0' });
    expect(await ask('anything.example')).toEqual([200, undefined]);
    await server.close();
    await start({ host: '0.0.0.0', allowedHosts: ['gateway.example'] });
    expect(await ask('anything.example')).toEqual([421, 'HOST_NOT_ALLOWED']);
    expect(await ask('gateway.example')).toEqual([200, undefined]);
    expect(await ask('localhost')).toEqual([200, undefined]);
  });
});

describe('the warning at the start', () => {
  it.each([
    ['0.0.0.0', [], true],
    ['::', [], true],
    ['10.0.0.5', [], true],
    ['0.0.0.0', ['api.example.com'], false],
    ['127.0.0.1', [], false],
    ['localhost', [], false],
  ] as const)('for %s with the names %j is there: %s', (host, allowed, isThere) => {
    const warning = hostWarning(host, allowed);
    expect(warning !== undefined).toBe(isThere);
    if (isThere) expect(warning).toContain('server.allowedHosts');
  });
});
