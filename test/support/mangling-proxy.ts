import { connect, createServer, type Socket } from 'node:net';

/** What becomes of a piece of a reply. */
export type Mishap =
  | { kind: 'whole' }
  | { kind: 'late'; ms: number }
  | { kind: 'doubled' }
  | { kind: 'lost' }
  | { kind: 'in pieces'; at: number }
  /** The rest never comes. */
  | { kind: 'cut'; at: number }
  | { kind: 'reset' }
  /** Bytes from a place on are others. */
  | { kind: 'garbled'; at: number; bytes: Uint8Array };

export interface ManglingProxy {
  port: number;
  /** The next pieces of replies come so, one each; those after them whole. */
  plan(mishaps: readonly Mishap[]): void;
  /** Connections that are open. */
  open(): number;
  close(): Promise<void>;
}

/** Stands before a server, and spoils what it answers. */
export async function startManglingProxy(target: { host: string; port: number }): Promise<ManglingProxy> {
  const callers = new Set<Socket>();
  let planned: Mishap[] = [];
  const server = createServer((caller) => {
    const upstream = connect(target);
    callers.add(caller);
    for (const socket of [caller, upstream]) socket.on('error', () => undefined);
    caller.on('close', () => {
      callers.delete(caller);
      upstream.destroy();
    });
    upstream.on('close', () => caller.destroy());
    caller.pipe(upstream);
    let before: Promise<unknown> = Promise.resolve();
    upstream.on('data', (bytes) => {
      const mishap = planned.shift() ?? { kind: 'whole' };
      before = before.then(() => pass(caller, bytes, mishap)); // in order, also behind a late one
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    plan(mishaps) {
      planned = [...mishaps];
    },
    open: () => callers.size,
    async close() {
      for (const caller of callers) caller.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function pass(caller: Socket, bytes: Buffer, mishap: Mishap): Promise<void> {
  if (caller.destroyed) return;
  switch (mishap.kind) {
    case 'whole':
      caller.write(bytes);
      return;
    case 'late':
      await pause(mishap.ms);
      caller.write(bytes);
      return;
    case 'doubled':
      caller.write(Buffer.concat([bytes, bytes]));
      return;
    case 'lost':
      return;
    case 'in pieces':
      caller.write(bytes.subarray(0, mishap.at % bytes.length));
      await pause(1);
      caller.write(bytes.subarray(mishap.at % bytes.length));
      return;
    case 'cut':
      caller.end(bytes.subarray(0, mishap.at % bytes.length));
      return;
    case 'reset':
      caller.resetAndDestroy();
      return;
    case 'garbled': {
      const spoiled = Buffer.from(bytes);
      spoiled.set(
        mishap.bytes.subarray(0, Math.max(0, spoiled.length - (mishap.at % spoiled.length))),
        mishap.at % spoiled.length,
      );
      caller.write(spoiled);
    }
  }
}
