import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from '../server.ts';
import { SMALL_MODEL } from '../small-upstream.ts';

/** LiteLLM's proxy, in front of a small service that speaks the API of OpenAI. */
export const litellm: Server = {
  name: 'litellm',
  packages: ['litellm[proxy]==1.108.7'],
  backend: 'litellm',
  start({ folder, port, upstream, key }) {
    const file = join(folder, 'config.json');
    const params = { model: `openai/${SMALL_MODEL}`, api_base: upstream, api_key: 'none' };
    writeFileSync(file, JSON.stringify({ model_list: [{ model_name: 'small', litellm_params: params }] }));
    const parameters = ['--config', file, '--host', '127.0.0.1', '--port', String(port)];
    return { program: 'litellm', parameters, env: { LITELLM_MASTER_KEY: key } };
  },
  ready: '/health/readiness',
  tasks: ['sentiment', 'classify', 'translate', 'summarize'],
};
