import { Command, CommanderError } from 'commander';
import { GatewayError } from '../src/errors.ts';
import { CliFailure } from './cli-failure.ts';
import { addCache } from './commands/cache.ts';
import { addClassify } from './commands/classify.ts';
import { addConfig } from './commands/config.ts';
import { addDoctor } from './commands/doctor.ts';
import { addModels } from './commands/models.ts';
import { addSchema } from './commands/schema.ts';
import { addSentiment } from './commands/sentiment.ts';
import { addServe } from './commands/serve.ts';
import { addSummarize } from './commands/summarize.ts';
import { addTranslate } from './commands/translate.ts';
import type { End } from './end-of-process.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { errInk, type World } from './world.ts';

const COMMANDS = [
  addServe,
  addClassify,
  addSentiment,
  addTranslate,
  addSummarize,
  addModels,
  addCache,
  addDoctor,
  addSchema,
  addConfig,
];

/** Runs one command line, without `node` and the script. Gives the exit code; what went wrong stands on stderr. */
export async function runCli(args: readonly string[], version: string, world: World): Promise<ExitCode> {
  try {
    await programOf(version, world).parseAsync(args, { from: 'user' });
    return EXIT_CODE.ok;
  } catch (thrown) {
    return codeOf(thrown, world);
  }
}

/** All commands, ready to parse. */
export function programOf(version: string, world: World): Command {
  const { stdout, stderr, terminal } = world;
  const program = new Command('lingraph')
    .description('The GraphQL gateway to language models: classify, sentiment, translate and summarize.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help for what there is)')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHasColors: () => terminal.color && stdout.isTTY === true,
      getErrHasColors: () => terminal.color && stderr.isTTY === true,
    });
  for (const add of COMMANDS) add(program, world, version);
  return program;
}

function codeOf(thrown: unknown, world: World): ExitCode {
  if (world.ended.aborted) return (world.ended.reason as End).exitCode;
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT_CODE.ok : EXIT_CODE.usage; // it has printed its message
  const ink = errInk(world);
  const code = thrown instanceof GatewayError ? `${thrown.code}: ` : '';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  world.stderr.write(`${ink.bad('lingraph:')} ${ink.plain(`${code}${message}`)}\n`);
  return thrown instanceof CliFailure ? thrown.exitCode : EXIT_CODE.failed;
}
