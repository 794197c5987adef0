/** One model and nothing around it: tokenizer, runtime and a loop. Takes the id of a model folder. */

import type { ModelFolder } from '../../backends/onnx/manifest.ts';
import { findModels } from '../../backends/onnx/models-folder.ts';
import { shippedModels } from '../../backends/onnx/package-paths.ts';
import { loadEngine } from '../../backends/onnx/worker/load-engine.ts';
import { quantile, type Rate } from '../support/figures.ts';
import { serveParent } from '../support/serve-parent.ts';
import { countOf, TEXTS, type Unit } from '../support/workload.ts';

export interface BareOrder {
  texts: keyof typeof TEXTS;
  output: string;
  /** The number of the first text, and how many go into one run. */
  from: number;
  batch: number;
  unit: Unit;
  seconds: number;
}

/** The rates are of `unit`. */
export interface BareReport extends Rate {
  /** Of one run. */
  medianMs: number;
}

async function folderOf(id: string): Promise<ModelFolder> {
  for await (const found of findModels([shippedModels]))
    if ('folder' in found && found.folder.manifest.id === id) return found.folder;
  throw new Error(`there is no model folder ${id}`);
}

const engine = await loadEngine(await folderOf(process.argv[2] ?? ''));

serveParent({}, async ({ texts, output, from, batch, unit, seconds }: BareOrder): Promise<BareReport> => {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const started = performance.now();
  let units = 0;
  for (let next = from; performance.now() < started + seconds * 1_000; next += batch) {
    const list = TEXTS[texts](next, batch);
    const began = performance.now();
    await engine.run(list, output, () => false);
    times.push(performance.now() - began);
    units += countOf(list, unit);
  }
  const elapsedMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (units / elapsedMs) * 1_000,
    perCpuSecond: (units / (user + system)) * 1e6,
    medianMs: quantile(
      times.sort((a, b) => a - b),
      0.5,
    ),
  };
});
