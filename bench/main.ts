/** Measures the speed of the gateway beside what it is made of and beside its peers, in one run. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench, Line, Row } from './row.ts';
import { beside } from './rows/beside.ts';
import { cached } from './rows/cached.ts';
import { cachedBatch } from './rows/cached-batch.ts';
import { hello } from './rows/hello.ts';
import { keys } from './rows/keys.ts';
import { memory } from './rows/memory.ts';
import { miss } from './rows/miss.ts';
import { runs } from './rows/runs.ts';
import { single } from './rows/single.ts';
import { stampede } from './rows/stampede.ts';
import { start } from './rows/start.ts';
import { steady } from './rows/steady.ts';
import { throughput } from './rows/throughput.ts';
import { takeCores } from './support/cores.ts';
import { installPortkey, type Portkey } from './support/portkey.ts';
import { tableHead, tableRow } from './support/table.ts';

const ROWS: readonly Row[] = [
  throughput,
  single,
  hello,
  runs,
  memory,
  start,
  cached,
  cachedBatch,
  miss,
  stampede,
  steady,
  keys,
  beside,
];

const USAGE = `Measures the speed of the gateway.

  --only NAMES        some rows: ${ROWS.map(({ name }) => name).join(', ')}
  --rounds N          rounds that count (default 5)
  --seconds S         of each contestant in a round (default 3)
  --steady-seconds S  of the run at a steady rate (default 60)
  --keys N            different texts of the memory run (default 1000000)
  --beside FOLDER     the dist folder of another build, which the row beside compares with
  --out FILE          the JSON of all figures (default dist/bench.json)
`;

function readFlags() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      'steady-seconds': { type: 'string', default: '60' },
      keys: { type: 'string', default: '1000000' },
      beside: { type: 'string' },
      out: { type: 'string', default: 'dist/bench.json' },
      help: { type: 'boolean', default: false },
    },
  });
  const names = values.only?.split(',') ?? ROWS.map(({ name }) => name);
  const unknown = names.find((name) => !ROWS.some((row) => row.name === name));
  if (unknown !== undefined) throw new Error(`There is no row ${unknown}.\n\n${USAGE}`);
  const [rounds, seconds, steadySeconds, distinct] = [values.rounds, values.seconds, values['steady-seconds'], values.keys].map(
    (text) => {
      const number = Number(text);
      if (!(number > 0)) throw new Error(`${text} is not a number above 0.`);
      return number;
    },
  ) as [number, number, number, number];
  const rows = ROWS.filter(({ name }) => names.includes(name));
  return {
    rows,
    rounds: Math.ceil(rounds),
    seconds,
    steadySeconds,
    keys: Math.ceil(distinct),
    beside: values.beside,
    out: values.out,
    help: values.help,
  };
}

/** Runs one row and ends what it started, whatever becomes of it. */
async function runRow(row: Row, bench: Omit<Bench, 'own'>): Promise<readonly Line[]> {
  const started: { end(): Promise<void> }[] = [];
  try {
    return await row.run({
      ...bench,
      async own(starting) {
        const child = await starting;
        started.push(child);
        return child;
      },
    });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ what: row.name, measured: `failed: ${reason}`, target: '', met: false, figures: {} }];
  } finally {
    await Promise.all(started.map((child) => child.end()));
  }
}

async function main(): Promise<void> {
  const { rows, out, help, ...settings } = readFlags();
  if (help) return void process.stdout.write(USAGE);
  const parallelism = availableParallelism(); // before this process is moved to one core
  const cores = takeCores();
  let installed: Promise<Portkey> | undefined;
  const portkey = () => {
    installed ??= installPortkey();
    return installed;
  };
  const [cpu] = cpus();
  const head = {
    at: new Date().toISOString(),
    machine: `${parallelism} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.versions.node}, ${cores.told}`,
    loadAverage: loadavg().map((load) => Math.round(load * 10) / 10),
    rounds: settings.rounds,
    seconds: settings.seconds,
  };
  process.stdout.write(`${head.machine}\nload average before: ${head.loadAverage.join(', ')}; `);
  process.stdout.write(`${settings.rounds} rounds of ${settings.seconds} s, medians [least-most]\n\n${tableHead()}`);
  const measured: { row: string; lines: readonly Line[] }[] = [];
  try {
    for (const row of rows) {
      const lines = await runRow(row, { ...settings, cores, portkey });
      measured.push({ row: row.name, lines });
      for (const line of lines) process.stdout.write(tableRow(row.name, line));
    }
  } finally {
    await installed?.then(({ remove }) => remove()).catch(() => undefined);
  }
  await writeFile(out, `${JSON.stringify({ ...head, rows: measured }, null, 2)}\n`);
  process.stdout.write(`\nFigures written to ${out}.\n`);
  if (measured.some(({ lines }) => lines.some(({ met }) => met === false))) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
