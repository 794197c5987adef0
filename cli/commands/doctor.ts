import type { Command } from 'commander';
import { SettingsError } from '../../src/config/settings-error.ts';
import { CliFailure } from '../cli-failure.ts';
import type { Check } from '../doctor/check.ts';
import { checkEndpoints } from '../doctor/check-endpoints.ts';
import { checkFiles } from '../doctor/check-files.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkTasks } from '../doctor/check-tasks.ts';
import type { Ink } from '../output/ink.ts';
import { writeOut } from '../output/write-out.ts';
import { configOption } from '../task-command.ts';
import { outInk, type World } from '../world.ts';

interface Flags {
  json?: boolean;
  config?: string;
}

export function addDoctor(program: Command, world: World): void {
  program
    .command('doctor')
    .description('look at the machine, ask each model that a route names once, and say what to do where something is wrong')
    .option('--json', 'print one JSON array')
    .addOption(configOption())
    .action((flags: Flags) => examine(world, flags));
}

async function examine(world: World, { json, config }: Flags): Promise<void> {
  const checks = [...checkMachine(), ...(await checkFiles()), ...(await checkGateway(world, config))];
  const ink = outInk(world);
  const text = json ? ink.plain(JSON.stringify(checks, null, 2)) : checks.map((check) => line(check, ink)).join('\n');
  await writeOut(world.stdout, `${text}\n`, world.ended);
  const failed = checks.filter(({ state }) => state === 'failed').length;
  if (failed > 0) throw new CliFailure(`${failed} of ${checks.length} checks failed.`);
}

async function checkGateway(world: World, config: string | undefined): Promise<Check[]> {
  const begun = performance.now();
  try {
    const { loadSettings, openGateway } = await world.lingraph();
    const settings = loadSettings({ file: config });
    const gateway = await openGateway(settings);
    const found = `ready in ${((performance.now() - begun) / 1000).toFixed(1)} s`;
    try {
      const endpoints = await checkEndpoints(gateway.backends());
      const isReached = (backend: string) => endpoints.every(({ name, state }) => name !== backend || state === 'ok');
      const tasks = await checkTasks(gateway, settings.routes, isReached, world.ended);
      return [{ name: 'gateway', state: 'ok', found }, ...endpoints, ...tasks];
    } finally {
      await gateway.close();
    }
  } catch (thrown) {
    world.ended.throwIfAborted();
    const found = thrown instanceof Error ? thrown.message : String(thrown);
    const settings = thrown instanceof SettingsError;
    const advice = settings
      ? 'Correct the settings; `lingraph config validate` checks them.'
      : 'Install Lingraph again with `npm ci`.';
    return [{ name: 'gateway', state: 'failed', found, advice }];
  }
}

function line({ name, state, found, advice }: Check, ink: Ink): string {
  const paint = { ok: ink.good, warning: ink.warm, failed: ink.bad }[state];
  const words = `${paint(state.padEnd(7))}  ${ink.plain(`${name.padEnd(11)}  ${found}`)}`;
  return advice ? `${words}\n         ${ink.plain(advice)}` : words;
}
