import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestGateway } from '../../bench/faults/bench.ts';
import { loadSettings, serve } from '../../src/main.ts';

/** A gateway in this process, from the same settings as one of its own would get. */
export async function openHere(settings: object): Promise<TestGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-faults-'));
  const file = join(folder, 'lingraph.yaml');
  writeFileSync(file, JSON.stringify(settings));
  const { url, close } = await serve(loadSettings({ file, env: {}, overrides: { server: { port: 0 } } })).finally(() =>
    rmSync(folder, { recursive: true }),
  );
  let closing: Promise<void> | undefined;
  return {
    url,
    output: () => '',
    peakBytes: () => undefined,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
