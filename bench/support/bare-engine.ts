import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';

const SCRIPT = fileURLToPath(new URL('../processes/bare-engine.js', import.meta.url));

/** One model of the shipped folders in a process of its own. */
export async function startBareEngine(pin: readonly string[], folder: string): Promise<Child> {
  const child = startChild(pin, SCRIPT, [folder]);
  await child.heard();
  return child;
}
