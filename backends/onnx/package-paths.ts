/** Where the package keeps what this backend starts from, seen from the sources and from dist/ alike. */
import { fileURLToPath } from 'node:url';

const isSource = import.meta.url.endsWith('.ts');
const root = new URL(isSource ? '../../' : '../../../', import.meta.url);

/** The models folder of the package. */
export const shippedModels: string = fileURLToPath(new URL('models', root));

/** What worker processes run. Node 20 runs no TypeScript, so it is always the compiled script. */
export const workerEntry: string = fileURLToPath(new URL('dist/backends/onnx/worker/main.js', root));
