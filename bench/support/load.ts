/** Load as closed loops: each connection sends its next request when the last one was answered. */
import { type Connection, openConnection, type Reply } from './connection.ts';
import { cpuSeconds } from './cpu-seconds.ts';
import { quantile, type Rate } from './figures.ts';

export interface Target {
  url: URL;
  /** The bytes of request number `index`, from 0 on. */
  requestOf(index: number): Buffer;
  /** Bytes that every good reply holds. */
  holds: Buffer;
}

export interface LoadResult extends Rate {
  requests: number;
  medianMs: number;
  p99Ms: number;
}

export interface LoadSettings {
  connections: number;
  /** It ends after this time, or this number of requests, whichever is named. */
  seconds?: number;
  requests?: number;
  /** The process whose processor time is measured meanwhile. */
  pid?: number;
}

/** Loads a target. Throws on the first reply that is not what it should be. */
export async function load(target: Target, { connections, seconds, requests, pid }: LoadSettings): Promise<LoadResult> {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(target.url)));
  const latencies: number[] = [];
  const cpuBefore = pid === undefined ? undefined : cpuSeconds(pid);
  const started = performance.now();
  const end = seconds === undefined ? Number.POSITIVE_INFINITY : started + seconds * 1_000;
  const most = requests ?? Number.POSITIVE_INFINITY;
  let sent = 0;
  const loop = (connection: Connection) =>
    new Promise<void>((resolve, reject) => {
      const next = () => {
        const from = performance.now();
        if (from >= end || sent >= most) return resolve();
        connection.send(target.requestOf(sent++), (reply) => {
          latencies.push(performance.now() - from);
          if (isGood(reply, target)) next();
          else reject(badReply(reply));
        });
      };
      next();
    });
  try {
    await Promise.all(open.map(loop));
  } finally {
    for (const connection of open) connection.close();
  }
  const elapsedMs = performance.now() - started;
  const cpuAfter = pid === undefined ? undefined : cpuSeconds(pid);
  const cpu = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
  const sorted = Float64Array.from(latencies).sort();
  return {
    requests: latencies.length,
    perSecond: (latencies.length / elapsedMs) * 1_000,
    perCpuSecond: cpu ? latencies.length / cpu : undefined,
    medianMs: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
  };
}

export function isGood(reply: Reply | undefined, { holds }: Target): boolean {
  return reply?.status === 200 && reply.bytes.includes(holds);
}

export function badReply(reply: Reply | undefined): Error {
  return new Error(reply ? `a bad reply: ${reply.bytes.toString('utf8').slice(0, 600)}` : 'the connection was closed');
}
