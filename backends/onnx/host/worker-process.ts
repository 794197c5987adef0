/** One child process that runs models: its messages, its silence, its end. */
import { type ChildProcess, fork } from 'node:child_process';
import type { FromWorker, ToWorker } from './protocol.ts';

/** What a worker was told and has not answered; it answers in order, so the first is the one it works on. */
export type Outstanding = Extract<ToWorker, { kind: 'load' | 'run' }>;

export interface WorkerEvents {
  /** The answer to the first outstanding task, and how long the worker took for it. */
  onAnswer(message: FromWorker, elapsedMs: number): void;
  /** The process has ended, how in words. What it had not answered, in order: the first is what it died of, unless it never spoke at all. */
  onEnd(outstanding: readonly Outstanding[], hasSpoken: boolean, how: string): void;
}

export interface WorkerProcess {
  tell(message: ToWorker): void;
  outstanding(): readonly Outstanding[];
  kill(): void;
}

/** A model may take long to load from a slow disk, and says nothing while it does. */
const LOAD_TIMEOUT_MS = 60_000;
/**
 * What runs away inside a worker ends there: models keep their weights outside this heap. Nor is that heap tidied half a minute
 * after models were loaded: that takes a tenth of a second of a core, which callers may be waiting for, to give back some 40 MB.
 * Flags of the parent, such as a test runner's, stay there.
 */
const EXEC_ARGV = ['--max-old-space-size=512', '--no-memory-reducer'];

/**
 * All that stands in a worker's environment: none of the keys that may stand in the gateway's. The official builds of ONNX Runtime
 * report their use to their maker unless they are told not to, before they are loaded; nothing of what runs here leaves the machine.
 */
const ENVIRONMENT = { ORT_DISABLE_TELEMETRY: '1' };

function endOf({ signalCode, exitCode }: ChildProcess): string {
  if (signalCode === 'SIGKILL')
    return 'was killed by SIGKILL: if nobody did so, the system is short of memory, and fewer workers need less';
  if (signalCode) return `was killed by ${signalCode}`;
  return exitCode === null ? 'could not be started' : `ended with code ${exitCode}`;
}

/** Forks `entry`, a compiled script that calls `serveWorker`. A worker silent for `runTimeoutMs` in a batch is killed. */
export function startWorker(entry: string, runTimeoutMs: number, { onAnswer, onEnd }: WorkerEvents): WorkerProcess {
  // Nor does it write to the output, which may be somebody's answers.
  const child = fork(entry, {
    serialization: 'advanced',
    env: ENVIRONMENT,
    execArgv: EXEC_ARGV,
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const outstanding: Outstanding[] = [];
  let startedMs = performance.now();
  const silence = setTimeout(onSilence, runTimeoutMs).unref();

  function onSilence(): void {
    const [first] = outstanding;
    const isLoading = first?.kind === 'load' && performance.now() - startedMs < LOAD_TIMEOUT_MS;
    if (isLoading) silence.refresh();
    else if (first) {
      isSilent = true;
      child.kill('SIGKILL');
    }
  }
  let isSilent = false;
  let hasSpoken = false;
  function onMessage(message: FromWorker): void {
    hasSpoken = true;
    silence.refresh();
    if (message.kind === 'alive') return;
    outstanding.shift();
    const elapsedMs = performance.now() - startedMs;
    startedMs = performance.now();
    onAnswer(message, elapsedMs);
  }
  let hasEnded = false;
  /** Answers may still be on their way when the process has ended: the channel closes after the last. */
  function onClosed(): void {
    if (hasEnded || child.connected || (child.exitCode === null && child.signalCode === null && child.pid !== undefined)) return;
    hasEnded = true;
    clearTimeout(silence);
    onEnd(outstanding, hasSpoken, isSilent ? 'was killed, as it said nothing for too long' : endOf(child));
  }
  child.on('message', onMessage);
  child.on('exit', onClosed);
  child.on('disconnect', onClosed);
  child.on('error', onClosed); // could not be started, or is gone while a message was sent

  return {
    tell(message) {
      if (message.kind === 'load' || message.kind === 'run') {
        if (outstanding.length === 0) {
          startedMs = performance.now();
          silence.refresh();
        }
        outstanding.push(message);
      }
      if (child.connected) child.send(message, () => {});
    },
    outstanding: () => outstanding,
    kill: () => void child.kill('SIGKILL'),
  };
}
