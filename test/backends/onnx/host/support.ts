import { join } from 'node:path';
import type { InferenceCall, Row } from '../../../../backends/onnx/engine.ts';
import { createHost, type Host, type HostSettings } from '../../../../backends/onnx/host/host.ts';
import { type ModelFolder, manifestSchema } from '../../../../backends/onnx/manifest.ts';
import { GatewayError } from '../../../../src/errors.ts';

/** A folder that only the misbehaving worker can load; its version may be a misdeed. */
export function fakeFolder(id: string, version = '1', path = '/nowhere'): ModelFolder {
  const manifest = { id, version, architecture: 'encoder', files: {}, serves: [{ task: 'embed', id, output: 'echo' }] };
  return { path, manifest: manifestSchema.parse(manifest) };
}

export function laneCall(given: Partial<InferenceCall> = {}): InferenceCall {
  return { signal: new AbortController().signal, deadlineAt: performance.now() + 25_000, tenant: 'one', ...given };
}

/** A host of misbehaving workers with the models that are named. */
export async function startHost(settings: Partial<HostSettings> = {}, folders = [fakeFolder('echo')]): Promise<Host> {
  const entry = join(import.meta.dirname, 'misbehaving-worker.js');
  const host = createHost({ workers: 1, entry, runTimeoutMs: 2_000, maxQueueTokens: 65_536, ...settings });
  for (const folder of folders) host.load(folder);
  await host.settled();
  return host;
}

/** The text a row echoes, or the code of the error in its place. */
export const echoed = (row: Row | GatewayError): string =>
  row instanceof GatewayError ? row.code : (row.text ?? '').replace(/^\d+ /, '');

export const processOf = (row: Row | GatewayError): string =>
  row instanceof GatewayError ? 'none' : ((row.text ?? '').split(' ')[0] ?? '');
