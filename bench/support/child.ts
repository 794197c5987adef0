import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process that was started here and is ended here. */
export interface Child {
  pid: number;
  /** The next thing it says over its channel. Rejects when it ends, or says nothing for two minutes. */
  heard(): Promise<unknown>;
  /** Says something and waits for the answer. */
  ask(message: object): Promise<unknown>;
  /** Resolves with what it has written once that holds `pattern`. Rejects when it ends, or does not within two minutes. */
  written(pattern: RegExp): Promise<RegExpExecArray>;
  /** The last of what it has written. */
  output(): string;
  end(): Promise<void>;
}

const PATIENCE_MS = 120_000;
const GRACE_MS = 10_000;
/** Characters that are kept of what it wrote. */
const MAX_OUTPUT = 20_000;

/** Runs a script with this Node; `pin` is a command to put in front. What it wrote is told when it ends too early. */
export function startChild(pin: readonly string[], script: string, parameters: readonly string[] = []): Child {
  const [command = '', ...rest] = [...pin, process.execPath, script, ...parameters];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ORT_DISABLE_TELEMETRY: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT);
    });
  const failure = (words: string) => new Error(`${script} ${words}\n${output}`);
  const heard = () => patiently(child, failure, (tell) => child.once('message', tell));
  return {
    pid: child.pid ?? 0,
    heard,
    ask(message) {
      const answer = heard();
      child.send(message);
      return answer;
    },
    written: (pattern) =>
      patiently(child, failure, (tell) => {
        const look = () => {
          const found = pattern.exec(output);
          if (found) tell(found);
        };
        look();
        child.stdout?.on('data', look);
      }),
    output: () => output,
    end: () => endChild(child),
  };
}

function patiently<Told>(
  child: ChildProcess,
  failure: (words: string) => Error,
  listen: (tell: (told: Told) => void) => void,
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(failure(`said nothing for ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
    const ended = () => {
      clearTimeout(timer);
      reject(failure('ended'));
    };
    child.once('exit', ended);
    child.once('error', ended);
    listen((told) => {
      clearTimeout(timer);
      child.off('exit', ended);
      child.off('error', ended);
      resolve(told);
    });
  });
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
  clearTimeout(timer);
}
