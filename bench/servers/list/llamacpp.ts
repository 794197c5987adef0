import { script } from '../script.ts';
import type { Server } from '../server.ts';
import { CONTEXT, SMOLLM2 } from '../smollm2.ts';

const CALLERS = '2';

/** llama.cpp's own server, which this package brings as a library. */
export const llamacpp: Server = {
  name: 'xllamacpp',
  packages: ['xllamacpp==2026.10.11549'],
  files: [SMOLLM2],
  backend: 'llamacpp',
  start: ({ port }) => ({ program: 'python', parameters: [script('llama_server.py'), String(port), CALLERS, CONTEXT] }),
  ready: '/health',
  tasks: ['sentiment', 'classify', 'translate', 'summarize'],
  ignoresModel: true,
};
