import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, type Service, serve } from '../../src/main.ts';

/** Serves in this process, from settings as a file would hold them, on a free port. */
export async function serveHere(settings: object): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-settings-'));
  const file = join(folder, 'lingraph.yaml');
  writeFileSync(file, JSON.stringify(settings));
  try {
    return await serve(loadSettings({ file, env: {}, overrides: { server: { port: 0 } } }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
