/** Runs the gateway in front of real servers, which it installs from a package registry, and tells what came of each request. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Line, TABLE_HEAD, tableRow } from './servers/line.ts';
import { SERVERS } from './servers/list/index.ts';
import { writePage } from './servers/page.ts';
import { openSmallUpstream } from './servers/small-upstream.ts';
import { tryServer } from './servers/try-server.ts';

const USAGE = `Runs the gateway in front of real servers. Needs python3 and a package registry.

  --only NAMES     some of them: ${SERVERS.map(({ name }) => name).join(',')}
  --folder FOLDER  installs there, keeps it, and uses it again; without it, each server is removed when it is done
  --write          puts the table into docs/servers.md
`;

const OPTIONS = {
  only: { type: 'string' },
  folder: { type: 'string' },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void process.stdout.write(USAGE);
  const wanted = values.only?.split(',');
  const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
  const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'lingraph-servers-')));
  const upstream = await openSmallUpstream();
  const lines: Line[] = [];
  process.stdout.write(`${machine}\n\n${TABLE_HEAD}`);
  try {
    for (const server of SERVERS.filter(({ name }) => !wanted || wanted.includes(name))) {
      const place = join(folder, server.name);
      for await (const line of tryServer(server, place, upstream.url)) {
        lines.push(line);
        process.stdout.write(tableRow(line));
      }
      if (!values.folder) await rm(place, { recursive: true, force: true });
    }
  } finally {
    await upstream.close();
    if (!values.folder) await rm(folder, { recursive: true, force: true });
  }
  const told = `${lines.filter(({ pass }) => pass).length} of ${lines.length} rows are as they should be.`;
  process.stdout.write(`\n${told}\n`);
  if (values.write) writePage(`Run on ${machine}.`, lines);
  if (lines.some(({ pass }) => !pass)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
