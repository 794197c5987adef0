import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { GuardedClient } from '../../../../src/cache/stores/postgres-client.ts';

/** The server is ready for a query. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

it('breaks the connection where what comes cannot be read, instead of ending the process', async () => {
  const client = new GuardedClient({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  const stream = new PassThrough();
  const broken = vi.fn();
  stream.on('error', broken);
  client.connection.attachListeners(stream);
  vi.spyOn(client.connection, 'emit').mockImplementation(() => {
    throw new Error('cannot be read');
  });
  stream.write(READY);
  await vi.waitFor(
    () => expect(broken).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringMatching(/not of the protocol/) })),
    30_000,
  );
  expect(stream.destroyed).toBe(true);
});

it('bears an error that comes when nobody listens', () => {
  const client = new GuardedClient({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  expect(() => client.emit('error', new Error('late'))).not.toThrow();
});
