import { script } from '../script.ts';
import type { Server } from '../server.ts';

const MODEL = 'reviews';

/** Hugging Face's server of pipelines, with an encoder that judges reviews. It serves one task. */
export const hfServe: Server = {
  name: 'hf-serve',
  // What it needs for text. It asks for all that images and sound need too.
  packages: [
    ...['transformers==5.23.0', 'torch==2.13.0', 'accelerate==1.15.0', 'fastapi==0.165.0', 'uvicorn==0.54.0'],
    ...[
      'prometheus-client==0.26.0',
      'python-multipart==0.0.34',
      'python-magic==0.4.27',
      'pandas==3.1.1',
      'pillow==13.0.0',
      'requests==2.34.2',
    ],
  ],
  files: ['hf-serve==0.2.0'],
  backend: 'hfserve',
  prepare: () => ({ program: 'python', parameters: [script('tiny_encoder.py'), MODEL] }),
  start: ({ port }) => ({
    program: 'python',
    parameters: [
      ...[script('hf_serve_start.py'), '--model-dir', MODEL, '--task', 'text-classification'],
      ...['--host', '127.0.0.1', '--port', String(port)],
    ],
  }),
  ready: '/health',
  tasks: ['sentiment'],
  ignoresModel: true,
};
