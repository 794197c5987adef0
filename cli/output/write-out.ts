import { once } from 'node:events';
import type { Output } from './ink.ts';

/** Writes, and waits while the reader is behind: what is slow to read must not pile up here. */
export async function writeOut(output: Output, text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!output.write(text)) await once(output, 'drain', { signal });
}
