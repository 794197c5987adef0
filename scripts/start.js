// `npm start`: builds what is stale, then serves in this same process.
import { buildStale } from './build.js';

/** On Ctrl-C a terminal tells npm and this process, and npm tells this process once more. */
const ECHO_MS = 200;

await buildStale();
const { endOfProcess } = await import('../dist/cli/end-of-process.js');
const { runProcess } = await import('../dist/cli/run-process.js');
const ended = endOfProcess({ echoMs: ECHO_MS });
endWithParent();
await runProcess(['serve', ...process.argv.slice(2)], ended);

// Whatever runs this may die without a word, as npm does when it is killed: whoever is left behind ends too.
function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
  ended.addEventListener('abort', () => clearInterval(watch));
}
