import { type Command, Option } from 'commander';
import { z } from 'zod';
import { TASKS } from '../../src/task.ts';
import { isRefused } from '../ask/ask.ts';
import { askAgain } from '../ask/ask-again.ts';
import { askServer } from '../ask/ask-server.ts';
import { endpoint } from '../ask/endpoint.ts';
import { postGraphql, type Server } from '../ask/post-graphql.ts';
import { groupRows } from '../cache/warm-rows.ts';
import { CliFailure } from '../cli-failure.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { table } from '../output/table.ts';
import { writeOut } from '../output/write-out.ts';
import { inBatches } from '../rows/in-batches.ts';
import { readTexts } from '../rows/read-texts.ts';
import { keyOption, urlOption } from '../task-command.ts';
import { outInk, type World } from '../world.ts';

interface ServerFlags {
  url?: URL;
  key?: string;
  json?: boolean;
}

const STATS = `{ cacheStats { entries bytes hits semanticHits misses coalesced stale unreadable storeHealthy storeFailures } }`;
const PURGE = `mutation Purge($input: PurgeCacheInput!) { purgeCache(input: $input) { purged } }`;

const stats = z.object({ cacheStats: z.record(z.string(), z.union([z.number(), z.boolean()]).nullable()) });
const purged = z.object({ purgeCache: z.object({ purged: z.number() }) });

/** Answers are kept by a running gateway, so these commands ask one: `--url`, LINGRAPH_URL or the usual address. */
export function addCache(program: Command, world: World): void {
  const cache = program.command('cache').description('look at, fill and empty the cache of a running gateway');
  const add = (name: string, description: string) =>
    cache
      .command(name)
      .description(description)
      .addOption(urlOption('the running server to ask (default: http://127.0.0.1:4000)'))
      .addOption(keyOption());
  add('stats', 'print what the cache holds and has done')
    .option('--json', 'print one JSON object')
    .action((flags: ServerFlags) => printStats(world, flags));
  add('purge', 'delete cached answers: those that fit all that is given, or every one')
    .addOption(new Option('--task <task>', 'answers of this task').choices(TASKS))
    .option('-m, --model <id>', 'answers of this model')
    .option('--tenant <name>', 'answers given to this tenant: public, the one there is as long as no keys are checked')
    .option('--text <text>', 'answers to exactly this text')
    .action((flags: ServerFlags & PurgeFlags) => purge(world, flags));
  add('warm', 'ask for every row of a file, so that the answers are kept')
    .argument('<file>', 'a JSON object a line: {"task":"sentiment","text":"…"}, with the options of the task')
    .action((file: string, flags: ServerFlags) => warm(world, file, flags));
}

interface PurgeFlags {
  task?: string;
  model?: string;
  tenant?: string;
  text?: string;
}

function serverOf(world: World, { url, key }: ServerFlags): Server {
  return { url: url ?? endpoint(world.terminal.url ?? 'http://127.0.0.1:4000'), key: key ?? world.terminal.key };
}

async function printStats(world: World, flags: ServerFlags): Promise<void> {
  const { data } = stats.safeParse(await postGraphql(serverOf(world, flags), STATS, {}, world.ended));
  if (!data) throw new CliFailure('The server gave figures of an unknown form: is it another version?');
  const rows = Object.entries(data.cacheStats).filter(([, figure]) => figure !== null);
  const text = flags.json
    ? JSON.stringify(data.cacheStats, null, 2)
    : table(rows.map(([name, figure]) => [name, String(figure)]));
  await writeOut(world.stdout, `${outInk(world).plain(text)}\n`, world.ended);
}

async function purge(world: World, { task, model, tenant, text, ...flags }: ServerFlags & PurgeFlags): Promise<void> {
  const input = { task: task?.toUpperCase(), model, tenant, text };
  const { data } = purged.safeParse(await postGraphql(serverOf(world, flags), PURGE, { input }, world.ended));
  if (!data) throw new CliFailure('The server gave an answer of an unknown form: is it another version?');
  await writeOut(world.stdout, `${data.purgeCache.purged} deleted\n`, world.ended);
}

async function warm(world: World, file: string, flags: ServerFlags): Promise<void> {
  const server = serverOf(world, flags);
  let [kept, failed] = [0, 0];
  const { groups } = await readTexts({ given: [], file }, world);
  for await (const { task, options, texts } of groupRows(groups)) {
    const ask = askAgain(askServer(server, { task, options }));
    for await (const batch of inBatches([texts])) {
      const refused = (await ask(batch, world.ended)).filter(isRefused).length;
      failed += refused;
      kept += batch.length - refused;
    }
  }
  await writeOut(world.stdout, `${kept} kept, ${failed} failed\n`, world.ended);
  if (failed > 0) throw new CliFailure(`${failed} of ${kept + failed} rows have no answer.`, { exitCode: EXIT_CODE.someFailed });
}
