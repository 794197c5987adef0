/** Load at a steady rate, whether or not the answers keep up: a closed loop would hide how long requests wait. */
import { openConnection } from './connection.ts';
import { quantile } from './figures.ts';
import { isGood, type Target } from './load.ts';

export interface SteadyResult {
  sent: number;
  failed: number;
  medianMs: number;
  p99Ms: number;
  mostMs: number;
}

const CONNECTIONS = 64;
/** After the last request, how long replies are waited for. */
const GRACE_MS = 5_000;

/** Latency counts from when a request was due, not from when a connection was free for it. */
export async function steadyLoad(target: Target, perSecond: number, seconds: number): Promise<SteadyResult> {
  const idle = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(target.url)));
  const all = [...idle];
  const total = Math.round(perSecond * seconds);
  const latencies = new Float64Array(total);
  const started = performance.now();
  const dueAt = (index: number) => started + (index / perSecond) * 1_000;
  let [sent, answered, failed] = [0, 0, 0];
  while (answered < total && performance.now() < dueAt(total) + GRACE_MS) {
    while (sent < total && dueAt(sent) <= performance.now()) {
      const connection = idle.pop();
      if (!connection) break;
      const index = sent++;
      connection.send(target.requestOf(index), (reply) => {
        latencies[answered++] = performance.now() - dueAt(index);
        if (!isGood(reply, target)) failed += 1;
        idle.push(connection);
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const connection of all) connection.close();
  const sorted = latencies.slice(0, answered).sort();
  return {
    sent: total,
    failed: failed + total - answered,
    medianMs: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    mostMs: sorted.at(-1) ?? Number.NaN,
  };
}
