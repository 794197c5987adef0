import { expect, it, vi } from 'vitest';
import { createHttpServer, listen } from '../../../src/server/http-server.ts';
import type { ServerOptions } from '../../../src/server/start-server.ts';

it('lives when a connection cannot be taken, and says so once a minute', async () => {
  const onRefusedConnections = vi.fn();
  const options = { host: '127.0.0.1', port: 0, onRefusedConnections } as unknown as ServerOptions;
  const server = createHttpServer(options);
  await listen(server, options);
  for (let time = 0; time < 3; time++) server.emit('error', new Error('accept ENOBUFS'));
  expect(onRefusedConnections).toHaveBeenCalledExactlyOnceWith('A connection could not be taken: accept ENOBUFS');
  expect(server.listening).toBe(true);
  server.close();
});
