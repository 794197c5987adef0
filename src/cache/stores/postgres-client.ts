import type { Duplex } from 'node:stream';
import { Client, type ClientSettings } from 'pg';

/**
 * A connection to Postgres on which nothing that comes can end the process: bytes that are no answer break the connection, and
 * an error that nobody waits for is nobody's.
 */
export class GuardedClient extends Client {
  constructor(settings: ClientSettings) {
    super(settings);
    this.on('error', () => undefined);
    const { connection } = this;
    const attach = connection.attachListeners.bind(connection);
    connection.attachListeners = (stream) => attach(guarded(stream));
  }
}

/** The stream as its reader sees it. What a reader throws would be nobody's to catch. */
function guarded(stream: Duplex): Duplex {
  const on = (event: string, listener: (bytes: Buffer) => void) =>
    stream.on(event, (bytes: Buffer) => {
      try {
        listener(bytes);
      } catch (cause) {
        stream.destroy(new Error('What came is not of the protocol of Postgres', { cause }));
      }
    });
  return Object.create(stream, { on: { value: on } });
}
