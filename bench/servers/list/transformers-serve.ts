import { script } from '../script.ts';
import type { Server } from '../server.ts';

const MODEL = 'Qwen/Qwen3-0.6B';

/** The server of the transformers package. It loads the model that a request names. */
export const transformersServe: Server = {
  name: 'transformers',
  packages: ['transformers[serving]==5.23.0', 'torch==2.13.0'],
  backend: 'transformers',
  prepare: () => ({ program: 'python', parameters: [script('handmade_chat.py'), MODEL, '4096'] }),
  start: ({ port }) => ({ program: 'transformers', parameters: ['serve', '--host', '127.0.0.1', '--port', String(port)] }),
  ready: '/health',
  tasks: ['sentiment', 'classify', 'translate', 'summarize'],
  readsAnyLength: true,
  // It answers 500 and gives no reason.
  wrongModel: 'UPSTREAM_UNAVAILABLE',
};
