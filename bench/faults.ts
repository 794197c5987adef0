/** Runs the fault card: the gateway over HTTP before upstreams that misbehave, each in a way that real ones do. */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runRow } from './faults/bench.ts';
import { callsPerRight, type Line, TABLE_HEAD, tableRow, verdict } from './faults/line.ts';
import { openGateway } from './faults/open-gateway.ts';
import { writePage } from './faults/page.ts';
import { ROWS } from './faults/rows.ts';

const USAGE = `Runs the fault card.

  --only NUMBERS  some rows of the matrix, such as 1,4,19
  --write         puts the table into docs/faults.md
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, write: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const wanted = values.only?.split(',').map(Number);
  const rows = ROWS.filter((row) => !wanted || row.rows.some((number) => wanted.includes(number)));
  const load = () => loadavg()[0]?.toFixed(1);
  const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
  const before = load();
  process.stdout.write(`${machine}; load average ${before}\n\n${TABLE_HEAD}`);
  const lines: Line[] = [];
  for (const row of rows) {
    const found = (await runRow(row, openGateway)).filter((line) => !wanted || wanted.includes(line.row));
    lines.push(...found);
    for (const line of found) process.stdout.write(tableRow(line));
  }
  lines.sort((one, other) => one.row - other.row);
  const told = `${verdict(lines)}; ${callsPerRight(lines)}.`;
  process.stdout.write(`\n${told}\n`);
  if (values.write) writePage(`Measured on ${machine}; load average ${before} before and ${load()} after.\n\n${told}\n`, lines);
  if (lines.some(({ pass }) => !pass)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
