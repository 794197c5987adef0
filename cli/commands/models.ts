import { join } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../../src/config/package-root.ts';
import { endpoint } from '../ask/endpoint.ts';
import { CliFailure } from '../cli-failure.ts';
import { type ListedModel, listedModel } from '../models/listed-model.ts';
import { modelsOfServer } from '../models/models-of-server.ts';
import { verifyModels } from '../models/verify-models.ts';
import { table } from '../output/table.ts';
import { writeOut } from '../output/write-out.ts';
import { configOption, keyOption, serverOption } from '../task-command.ts';
import { openGateway, outInk, type World } from '../world.ts';

interface ListFlags {
  json?: boolean;
  url?: URL;
  key?: string;
  config?: string;
}

export function addModels(program: Command, world: World): void {
  const models = program.command('models').description('look at the models');
  models
    .command('list')
    .description('print every model, its tasks and its state')
    .option('--json', 'print one JSON array')
    .addOption(serverOption())
    .addOption(keyOption())
    .addOption(configOption())
    .action((flags: ListFlags) => list(world, flags));
  models
    .command('verify')
    .description('compare the files of local models with the hashes of their manifests')
    .argument('[folder]', 'the folder that holds the model folders', join(packageRoot, 'models'))
    .option('--json', 'print one JSON array')
    .action((folder: string, flags: { json?: boolean }) => verify(world, folder, flags));
}

async function list(world: World, flags: ListFlags): Promise<void> {
  const found = await findModels(world, flags);
  const text = flags.json
    ? JSON.stringify(found, null, 2)
    : table([['MODEL', 'VERSION', 'TASKS', 'STATE', 'LANGUAGES', 'MB'], ...found.map(cells)]);
  await writeOut(world.stdout, `${outInk(world).plain(text)}\n`, world.ended);
}

async function findModels(world: World, { url, key, config }: ListFlags): Promise<ListedModel[]> {
  const address = url ?? (world.terminal.url && endpoint(world.terminal.url));
  if (address) return modelsOfServer({ url: address, key: key ?? world.terminal.key }, world.ended);
  const gateway = await openGateway(world, config);
  try {
    return gateway.models().map(listedModel);
  } finally {
    await gateway.close();
  }
}

function cells({ id, version, tasks, state, languages, sizeBytes }: ListedModel): string[] {
  const size = sizeBytes === null ? '' : (sizeBytes / 1e6).toFixed(0);
  return [id, version, tasks.join(','), state, languages.join(',') || 'any', size];
}

async function verify(world: World, folder: string, { json }: { json?: boolean }): Promise<void> {
  const files = await verifyModels(folder).catch((cause) => {
    throw new CliFailure(`The folder ${folder} cannot be read.`, { cause });
  });
  const ink = outInk(world);
  const lines = files.map(
    ({ model, file, problem }) =>
      `${problem ? ink.bad('WRONG') : ink.good('ok')}\t${ink.plain(`${model}/${file}${problem ? ` ${problem}` : ''}`)}`,
  );
  await writeOut(
    world.stdout,
    json ? `${ink.plain(JSON.stringify(files, null, 2))}\n` : lines.map((line) => `${line}\n`).join(''),
    world.ended,
  );
  const wrong = files.filter(({ problem }) => problem).length;
  if (wrong > 0) throw new CliFailure(`${wrong} of ${files.length} files are not as their manifests say: install them again.`);
}
