/** What a worker process runs: forked by the host, never imported. */
import { loadEngine } from './load-engine.ts';
import { serveWorker } from './serve.ts';

serveWorker(loadEngine);
