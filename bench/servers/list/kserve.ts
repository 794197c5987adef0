import { script } from '../script.ts';
import type { Server } from '../server.ts';

/** KServe's Python server with a model of its own class. */
export const kserve: Server = {
  name: 'kserve',
  packages: ['kserve==0.21.0'],
  backend: 'kserve',
  start: ({ port }) => ({
    program: 'python',
    parameters: [script('kserve_reviews.py'), '--http_port', String(port), '--enable_grpc', 'false'],
  }),
  ready: '/v2/health/ready',
  tasks: ['sentiment', 'classify'],
  classifier: 'reviews',
};
