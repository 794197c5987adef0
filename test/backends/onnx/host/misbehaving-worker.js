// A worker whose engine does what its texts say. It answers with its process id, and the size of the batch as input tokens.
import { existsSync } from 'node:fs';
import { serveWorker } from '../../../../dist/backends/onnx/worker/serve.js';

const MISDEEDS = {
  crash: () => process.kill(process.pid, 'SIGSEGV'),
  exit: () => process.exit(1),
  throw: () => {
    throw new Error('this engine throws');
  },
  hang: () => {
    for (;;);
  },
  'out of memory': () => {
    const hoard = [];
    for (;;) hoard.push(new Array(1e6).fill('x'.repeat(hoard.length)));
  },
};

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** `once <misdeed>` only when others share its batch; `steps <n>` takes so many steps of 20 ms. */
async function answer(text, place, { length }, isCancelled) {
  const misdeed = MISDEEDS[text.replace('once ', '')];
  if (misdeed && (!text.startsWith('once ') || length > 1)) misdeed();
  const steps = Number(/^steps (\d+)/.exec(text)?.[1] ?? 0);
  let done = 0;
  for (; done < steps && !isCancelled(place); done++) await pause(20);
  return { windows: [], text: `${process.pid} ${text}`, inputTokens: length, outputTokens: done };
}

serveWorker(async ({ manifest, path }) => {
  if (manifest.version === 'needs its folder' && !existsSync(path)) throw new Error('too many open files');
  if (manifest.version === 'dies without its folder' && !existsSync(path)) MISDEEDS.crash();
  if (manifest.version === 'refused') throw new Error('weights.onnx: is not a model');
  MISDEEDS[manifest.version]?.();
  return {
    async run(texts, _output, isCancelled) {
      const rows = [];
      for (const [place, text] of texts.entries()) rows.push(await answer(text, place, texts, isCancelled));
      return rows;
    },
    async close() {},
  };
});
