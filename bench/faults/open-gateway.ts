import { readFileSync, writeFileSync } from 'node:fs';
import { startGateway } from '../support/gateway.ts';
import type { TestGateway } from './bench.ts';

/** A gateway in a process of its own, started as its users start it: its memory and its sockets are nobody else's. */
export async function openGateway(settings: object): Promise<TestGateway> {
  const { graphql, pid, output, end } = await startGateway([], settings);
  return { url: graphql.origin, output, peakBytes: () => peakBytes(pid), close: end };
}

function peakBytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    writeFileSync(`/proc/${pid}/clear_refs`, '5'); // the peak begins anew
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
