import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { script } from '../script.ts';
import type { Server } from '../server.ts';

/** MLServer with a model of its own runtime class. */
export const mlserver: Server = {
  name: 'mlserver',
  packages: ['mlserver==1.7.1'],
  backend: 'mlserver',
  start({ folder, port }) {
    const model = join(folder, 'reviews');
    mkdirSync(model, { recursive: true });
    writeFileSync(
      join(model, 'model-settings.json'),
      JSON.stringify({ name: 'reviews', implementation: 'mlserver_reviews.Reviews' }),
    );
    const settings = { host: '127.0.0.1', http_port: port, grpc_port: 0, metrics_port: 0, parallel_workers: 0 };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    return { program: 'mlserver', parameters: ['start', folder], env: { PYTHONPATH: script('') } };
  },
  ready: '/v2/health/ready',
  tasks: ['sentiment', 'classify'],
  classifier: 'reviews',
};
