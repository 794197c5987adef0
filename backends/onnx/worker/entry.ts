import { fileURLToPath } from 'node:url';

/**
 * The compiled script that worker processes run. Node 20 runs no TypeScript, so a host that itself runs from sources
 * (tests do) takes the script from dist/, which `npm test` builds first.
 */
export function workerEntry(): string {
  const isSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(isSource ? '../../../dist/backends/onnx/worker/main.js' : './main.js', import.meta.url));
}
