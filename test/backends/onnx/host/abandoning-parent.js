// Starts a host, prints the process id of its worker, and keeps it at work until somebody kills this process.
import { join } from 'node:path';
import { createHost } from '../../../../dist/backends/onnx/host/host.js';

const entry = join(import.meta.dirname, 'misbehaving-worker.js');
const host = createHost({ workers: 1, entry, runTimeoutMs: 10_000, maxQueueTokens: 1_000 });
host.load({ path: '', manifest: { id: 'echo', version: '1', architecture: 'encoder', window: 128, files: {}, serves: [] } });
await host.settled();
const call = { signal: new AbortController().signal, deadlineAt: performance.now() + 60_000, tenant: 'one' };
const [row] = await host.inference('echo').run(['good'], '', call);
void host.inference('echo').run(['steps 1000'], '', call);
process.stdout.write(row.text.split(' ')[0]);
