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

const BEAT_MS = 1_000;
/** A server that has answered nothing for so many beats is silent. Beats and not time: this process may have stood still. */
const MAX_BEATS = 3;

/** Makes the connection; never throws, and waits for nothing. */
export function openLink(url: string): RedisLink {
  const client = createClient(settingsOf(url)) as RedisClientType;
  let why: unknown;
  let unanswered = 0;
  const connect = () => void client.connect().catch(() => undefined); // tried again by the client itself, until it is closed
  /** What was asked fails, and nothing that comes for it later is taken for an answer to something else. */
  const reset = (error: unknown) => {
    why = error;
    if (!client.isReady || !client.isOpen) return;
    client.destroy();
    connect();
  };
  client.on('error', (error: unknown) => {
    if (!(error instanceof DisconnectsClientError)) reset(error); // that comes of a reset
  });
  client.on('ready', () => {
    why = undefined;
    unanswered = 0;
  });
  const beat = setInterval(() => {
    if (!client.isReady) return;
    if (unanswered >= MAX_BEATS) return reset(new Error('Socket timeout: nothing was answered'));
    if (unanswered === 0) client.ping().then(heard, alive); // a refusal is an answer too
    unanswered += 1;
  }, BEAT_MS).unref();
  const alive = () => {
    unanswered = 0;
  };
  /** What answers another question: one reply was lost, and all that follow would be taken for the next. */
  const heard = (answer: unknown) => (answer === 'PONG' ? alive() : reset(new Error('A reply does not answer its question')));
  const tried = new Promise<void>((resolve) => {
    client.once('ready', resolve);
    client.once('error', () => resolve());
  });
  connect();
  return {
    client,
    tried,
    reasonOf: (error) => (error instanceof ErrorReply ? error : (why ?? error)),
    async close() {
      clearInterval(beat);
      await client.close();
    },
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
    socket: {
      connectTimeout: 300,
      socketTimeout: 2_000,
      reconnectStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, 2_000),
    },
  };
}
