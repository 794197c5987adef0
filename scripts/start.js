// `npm start`: builds what is stale, then serves in this same process.
import { buildStale } from './build.js';

await buildStale();
endWithParent();
process.argv.splice(2, 0, 'serve');
await import('../dist/cli/main.js');

// npm runs this below a shell, which dies of a signal and does not pass it on: whoever is left behind ends too.
function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}
