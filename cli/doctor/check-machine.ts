import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';
import type { Check } from './check.ts';

const GIB = 2 ** 30;
/** What the shipped models take with one worker, with room for long texts. */
const NEEDED_BYTES = 1 * GIB;

/** Node, memory and cores, as far as a container lets this process have them. */
export function checkMachine(): Check[] {
  return [checkNode(process.versions.node, neededNode()), checkMemory(process.availableMemory(), memoryLimit()), checkCores()];
}

function neededNode(): string {
  const { engines } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { engines: { node: string } };
  return engines.node.replace('>=', '');
}

export function checkNode(found: string, needed: string): Check {
  const good = found.localeCompare(needed, 'en', { numeric: true }) >= 0;
  const advice = good ? undefined : `Install Node.js ${needed} or newer.`;
  return { name: 'Node.js', state: good ? 'ok' : 'failed', found, advice };
}

export function checkMemory(freeBytes: number, limitBytes: number): Check {
  const good = freeBytes >= NEEDED_BYTES;
  const found = `${gib(freeBytes)} free of ${gib(limitBytes)}`;
  const advice = good ? undefined : 'Give at least 1 GiB, or set fewer workers: LINGRAPH_WORKERS=1.';
  return { name: 'memory', state: good ? 'ok' : 'warning', found, advice };
}

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

/** Of a container where there is one. Node says 0, or more than the machine has, where there is none. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

function checkCores(): Check {
  const cores = availableParallelism();
  const quota = cpuQuota();
  const found = quota === undefined ? `${cores}` : `${cores}, of which this container may use ${quota}`;
  const advice = quota !== undefined && quota < 1 ? 'With less than one core answers are slow: raise the CPU limit.' : undefined;
  return { name: 'cores', state: advice ? 'warning' : 'ok', found, advice };
}

/** Of a container (cgroup version 2), in cores: `cpu.max` holds quota and period in microseconds, or `max`. */
function cpuQuota(): number | undefined {
  try {
    const [quota, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').trim().split(' ').map(Number);
    return quota && period ? quota / period : undefined;
  } catch {
    return undefined;
  }
}
