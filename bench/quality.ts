/** Measures how good the answers of the local models are, on public data sets that whoever runs it has to get. */
import { access, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createOnnx } from '../backends/onnx/index.ts';
import { onnxSettings } from '../backends/onnx/settings.ts';
import { createAsk, type Figure } from './quality/ask-model.ts';
import { classifyFigures } from './quality/classify-sets.ts';
import { semanticCacheFigures } from './quality/semantic-cache-sets.ts';
import { sentimentFigures } from './quality/sentiment-sets.ts';
import { summarizeFigures } from './quality/summarize-sets.ts';
import { translateFigures } from './quality/translate-sets.ts';

const USAGE = `Measures the answers of the local models.

  --data FOLDER   the data sets: models/recipes/DATA.md names their files and sources
  --limit N       rows of each set, spread evenly (default 500)
  --task NAME     sentiment, classify, translate, summarize or semantic-cache (the semantic cache) alone
  --out FILE      the JSON of all figures (default dist/bench/quality.json)
`;

const PARTS = {
  sentiment: sentimentFigures,
  classify: classifyFigures,
  translate: translateFigures,
  summarize: summarizeFigures,
  'semantic-cache': semanticCacheFigures,
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      limit: { type: 'string', default: '500' },
      task: { type: 'string' },
      out: { type: 'string', default: 'dist/bench/quality.json' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  if (values.data === undefined)
    throw new Error('Name the folder of the data sets with --data FOLDER. models/recipes/DATA.md tells what stands in it.');
  const data = { folder: resolve(values.data), limit: Math.max(1, Number(values.limit) || 500) };
  await access(data.folder).catch(() => {
    throw new Error(`There is no data folder ${data.folder}.`);
  });
  const parts = Object.entries(PARTS).filter(([task]) => values.task === undefined || values.task === task);
  if (parts.length === 0) throw new Error(`There is no task ${values.task}.`);
  const backend = await createOnnx('local', onnxSettings.parse({}));
  const { embedder } = backend;
  if (!embedder) throw new Error('The local backend gives no embeddings.');
  try {
    const figures: Figure[] = [];
    for (const [, measure] of parts) {
      const found = await measure(createAsk(backend.models()), data, embedder.embed);
      process.stdout.write(tableOf(found));
      figures.push(...found);
    }
    await writeFile(values.out, `${JSON.stringify({ limit: data.limit, figures }, null, 2)}\n`);
    process.stdout.write(`Figures written to ${values.out}.\n`);
  } finally {
    await backend.close?.();
  }
}

/** One block a set, one line a metric. */
function tableOf(figures: readonly Figure[]): string {
  let heading = '';
  const lines = figures.map(({ task, dataset, rows, metric, value }) => {
    const own = `${task}: ${dataset} (${rows} rows)\n`;
    const line = `${own === heading ? '' : own}  ${metric.padEnd(32)}${value.toFixed(3)}\n`;
    heading = own;
    return line;
  });
  return `${lines.join('')}\n`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
