import type { Server } from '../server.ts';
import { hfServe } from './hf-serve.ts';
import { kserve } from './kserve.ts';
import { litellm } from './litellm.ts';
import { llamacpp } from './llamacpp.ts';
import { mlserver } from './mlserver.ts';
import { transformersServe } from './transformers-serve.ts';
import { vllm } from './vllm.ts';

/** Every server that is tried, the quickest first. */
export const SERVERS: readonly Server[] = [litellm, mlserver, kserve, llamacpp, hfServe, transformersServe, vllm];
