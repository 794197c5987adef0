import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { transformWithOxc } from 'vite';
import { expect, it } from 'vitest';

const file = new URL('./end-with-suite.ts', import.meta.url).pathname;

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('ends what a test has started when the process of the suite is killed', async () => {
  const { code } = await transformWithOxc(readFileSync(file, 'utf8'), file);
  const suite = `${code}
    const child = endWithSuite(spawn('sleep', ['600']));
    process.stdout.write(String(child.pid));
    setInterval(() => undefined, 1_000);`;
  const run = spawn(process.execPath, ['--input-type=module', '--eval', suite], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = await once(run.stdout, 'data');
  expect(isAlive(Number(pid))).toBe(true);
  run.kill('SIGKILL');
  await expect.poll(() => isAlive(Number(pid))).toBe(false);
});
