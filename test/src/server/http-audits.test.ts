import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../../src/server/start-server.ts';
import { echoGateway } from '../../support/echo-gateway.ts';

describe.each([
  ['compiled execution', true],
  ['interpreted execution', false],
])('the GraphQL-over-HTTP audits, with %s', (_, codeGeneration) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ gateway: echoGateway(), host: '127.0.0.1', port: 0, codeGeneration });
    for (let round = 0; round < 3; round += 1) await Promise.all(audits().map((audit) => audit.fn()));
  });
  afterAll(() => server.close());

  /** A browser would ask before it sends this header: the server wants it on GET. */
  const fetchFn = (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...init.headers, 'graphql-require-preflight': '1' } });
  const audits = () => serverAudits({ url: () => `${server.url}/graphql`, fetchFn });

  test.each(audits())('$id $name', async (audit) => {
    const result = await audit.fn();
    expect(result.status === 'ok' ? '' : result.reason).toBe('');
  });

  test('there are 61 of them', () => expect(audits()).toHaveLength(61));
});
