import { createClient, DisconnectsClientError, ErrorReply, type RedisClientType } from '@redis/client';

/** A connection to one Redis, made again whenever it breaks. */
export interface RedisLink {
  readonly client: RedisClientType;
  /** Resolves when the first try to connect has come to something, good or bad. */
  tried: Promise<unknown>;
  /** What `error` of a call came from: why there is no connection, where there is none. */
  reasonOf(error: unknown): unknown;
  close(): Promise<void>;
}

/** Makes the connection; never throws, and waits for nothing. */
export function openLink(url: string): RedisLink {
  const client = createClient(settingsOf(url)) as RedisClientType;
  let why: unknown;
  const connect = () => void client.connect().catch(() => undefined); // tried again by the client itself, until it is closed
  client.on('ready', () => {
    why = undefined;
  });
  client.on('error', (error: unknown) => {
    if (error instanceof DisconnectsClientError) return; // what comes of `destroy`, below
    if (client.isReady && error instanceof ErrorReply) return; // to a PING that it refuses: an answer all the same
    why = error;
    if (!client.isReady) return;
    // It said what is no answer. What follows would be taken for answers to other questions: so nothing of it is read.
    client.destroy();
    connect();
  });
  const tried = new Promise<void>((resolve) => {
    client.once('ready', resolve);
    client.once('error', () => resolve());
  });
  connect();
  return {
    client,
    tried,
    reasonOf: (error) => (error instanceof ErrorReply ? error : (why ?? error)),
    close: async () => client.close(),
  };
}

/**
 * With these a Redis that is refused, frozen or silent costs at most its time limit: measured, see the fault card.
 * Proxies close a connection that tells about its client.
 */
function settingsOf(url: string) {
  return {
    url,
    disableOfflineQueue: true,
    disableClientInfo: true,
    pingInterval: 1_000,
    socket: {
      connectTimeout: 300,
      socketTimeout: 2_000,
      reconnectStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, 2_000),
    },
  };
}
