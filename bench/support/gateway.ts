import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';

export interface StartedGateway extends Child {
  graphql: URL;
  /** From the start of the process until it said that it is ready. */
  readyMs: number;
}

const SCRIPT = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

/** The local models in one worker, and nothing else. */
export const LOCAL = { backends: { local: { kind: 'onnx', workers: 1 } } };

/** A service that speaks the API of OpenAI at `url`, and nothing else. More calls at once than by default: the upstream is no bottleneck. */
export function remoteOnly(url: string) {
  return {
    backends: { remote: { kind: 'openai', baseUrl: `${url}/v1`, apiKey: 'none', allowPrivateAddress: true } },
    breaker: { maxConcurrent: 256, maxQueued: 256 },
  };
}

/** Starts the gateway as its users do, from the command line, on a free port: this build, or the one whose script is named. */
export async function startGateway(pin: readonly string[], settings: object, script = SCRIPT): Promise<StartedGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'lingraph-bench-'));
  const file = join(folder, 'lingraph.yaml');
  await writeFile(file, JSON.stringify(settings));
  const started = performance.now();
  const child = startChild(pin, script, ['serve', '--port', '0', '--config', file]);
  try {
    const [, address = ''] = await child.written(/at (http:\/\/\S+\/graphql)/);
    return { ...child, graphql: new URL(address), readyMs: performance.now() - started };
  } catch (thrown) {
    await child.end();
    throw thrown;
  } finally {
    await rm(folder, { recursive: true });
  }
}
