// `npm start`: builds what is stale, then serves in this same process, so that a signal to it reaches the server.
import { buildStale } from './build.js';

await buildStale();
process.argv.splice(2, 0, 'serve');
await import('../dist/cli/main.js');
