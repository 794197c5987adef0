import type { TestGateway } from '../../bench/faults/bench.ts';
import { serveHere } from '../support/serve-here.ts';

interface Settings {
  backends?: Readonly<Record<string, object>>;
}

/** How many times longer than in the bench, which measures, everyone waits here, where this machine may do much else. */
const PATIENCE = 5;

function patient(backend: object): object {
  const longer = (name: string, value: unknown) =>
    ['attemptMs', 'idleMs'].includes(name) && typeof value === 'number' ? PATIENCE * value : value;
  return Object.fromEntries(Object.entries(backend).map(([name, value]) => [name, longer(name, value)]));
}

/** A gateway in this process, from the same settings as one of its own would get, but for its patience. */
export async function openHere(settings: Settings): Promise<TestGateway> {
  const backends = Object.entries(settings.backends ?? {}).map(([name, backend]) => [name, patient(backend)]);
  const { url, close } = await serveHere({ ...settings, backends: Object.fromEntries(backends) });
  let closing: Promise<void> | undefined;
  return {
    url,
    callerMs: PATIENCE * 5_000,
    output: () => '',
    peakBytes: () => undefined,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
