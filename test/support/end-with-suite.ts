import { type ChildProcess, spawn } from 'node:child_process';

/** Reads until the other end of its input is gone, which it is at the latest when the suite's process ends, killed or not. */
const GUARD = 'cat > /dev/null; kill -9 "$0" 2> /dev/null';

/** Sees to it that a process a test has started ends with the suite, whatever becomes of either. Gives the process back. */
export function endWithSuite<Child extends ChildProcess>(child: Child): Child {
  if (child.pid === undefined) return child;
  // In a group of its own, so that a signal to the group of the suite does not end the guard before its work.
  const guard = spawn('sh', ['-c', GUARD, String(child.pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.unref();
  guard.stdin.on('error', () => undefined); // it has ended
  child.once('exit', () => guard.kill('SIGKILL'));
  return child;
}
