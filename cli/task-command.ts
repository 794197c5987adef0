import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Options, Task } from '../src/task.ts';
import { endpoint } from './ask/endpoint.ts';
import { openAsk } from './ask/open-ask.ts';
import { CliFailure } from './cli-failure.ts';
import { EXIT_CODE } from './exit-code.ts';
import { startProgress } from './output/progress.ts';
import { type Form, rowWriter } from './output/row-writer.ts';
import { writeOut } from './output/write-out.ts';
import { readTexts, type Texts } from './rows/read-texts.ts';
import { runRows, type Tally } from './rows/run-rows.ts';
import { errInk, outInk, type World } from './world.ts';

/** What all four tasks may be told. */
interface TaskFlags {
  file?: string;
  whole?: boolean;
  json?: boolean;
  ndjson?: boolean;
  url?: URL;
  key?: string;
  model?: string;
  timeout?: number;
  config?: string;
  progress?: boolean;
  quiet?: boolean;
}

function seconds(text: string): number {
  const found = Number(text);
  if (!(found > 0 && found <= 3600)) throw new InvalidArgumentError('Give seconds, over 0 and up to 3600.');
  return found;
}

export const urlOption = (what = 'the running server to ask') =>
  new Option('--url <address>', `${what}; LINGRAPH_URL says it too`).argParser(endpoint);
/** For a command that can do without a server. */
export const serverOption = () => urlOption('ask a running server instead of opening the models here');
export const keyOption = () =>
  new Option('--key <key>', 'the bearer token for a proxy in front of that server; LINGRAPH_KEY says it too');
export const configOption = () => new Option('-c, --config <file>', 'the settings file');

/** For a subgraph beside others that have types of the same names. */
export const typePrefixOption = () =>
  new Option('--type-prefix <prefix>', 'the same with this before the name of each type, such as AI').implies({ subgraph: true });

interface TaskCommand<T extends Task, Flags> {
  task: T;
  description: string;
  /** The task's own flags. */
  flags: readonly Option[];
  examples: readonly string[];
  /** The options that the flags make. Throws a usage failure where they contradict each other. */
  optionsOf(flags: Flags): Options<T>;
}

/** Adds a command that asks for texts. */
export function addTask<T extends Task, Flags>(program: Command, world: World, spec: TaskCommand<T, Flags>): void {
  const command = program
    .command(spec.task)
    .description(spec.description)
    .argument('[text...]', 'each one is a text; without any, every line of --file or stdin is one');
  for (const flag of spec.flags) command.addOption(flag);
  command
    .option('-f, --file <path>', 'read the texts from a file, a text a line')
    .option('-w, --whole', 'take the file or stdin as one text')
    .addOption(new Option('--json', 'print one JSON array').conflicts('ndjson'))
    .option('--ndjson', 'print a JSON object a line')
    .option('-m, --model <id>', 'the model to ask')
    .addOption(new Option('--timeout <seconds>', 'how long up to 100 texts may take').argParser(seconds))
    .addOption(serverOption())
    .addOption(keyOption())
    .addOption(configOption())
    .option('--progress', 'show progress even where stderr is no terminal')
    .option('-q, --quiet', 'print no progress, and not why single texts failed')
    .addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  $ ${example}`).join('\n')}`)
    .action((given: string[], flags: TaskFlags & Flags) => runTask(world, spec.task, given, flags, spec.optionsOf(flags)));
}

async function runTask<T extends Task>(world: World, task: T, given: string[], flags: TaskFlags, options: Options<T>) {
  const { url, key, config, model, timeout } = flags;
  const texts = await readTexts({ given, file: flags.file, whole: flags.whole }, world);
  const question = { task, options, model, timeoutMs: timeout && timeout * 1000 };
  const { ask, close } = await openAsk(world, { url, key, config }, question);
  const progress = startTaskProgress(world, flags, texts);
  try {
    check(
      await runRows({
        texts: texts.groups,
        ask,
        writer: rowWriter(task, { form: formOf(flags), oneLine: texts.lines }, outInk(world)),
        write: (text) => writeOut(world.stdout, text, world.ended),
        failed: flags.quiet ? () => {} : (index, { code, message }) => tellFailure(world, texts.lines, index, code, message),
        progress: progress.add,
        signal: world.ended,
      }),
    );
  } finally {
    if (!world.ended.aborted) progress.end();
    await close();
  }
}

const formOf = ({ json, ndjson }: TaskFlags): Form => (json ? 'json' : ndjson ? 'ndjson' : 'text');

function tellFailure(world: World, lines: boolean, index: number, code: string, message: string): void {
  const ink = errInk(world);
  world.stderr.write(`${ink.faint(`${lines ? 'line' : 'text'} ${index + 1}:`)} ${ink.bad(code)} ${ink.plain(message)}\n`);
}

function startTaskProgress({ stderr }: World, { file, progress, quiet }: TaskFlags, { totalBytes, lines }: Texts) {
  const wanted = !quiet && lines && (progress || (file !== undefined && stderr.isTTY));
  return wanted ? startProgress(stderr, { totalBytes }) : { add: () => {}, end: () => {} };
}

function check({ answered, failed }: Tally): void {
  if (failed === 0) return;
  const exitCode = answered === 0 ? EXIT_CODE.failed : EXIT_CODE.someFailed;
  throw new CliFailure(`${failed} of ${answered + failed} texts failed.`, { exitCode });
}
