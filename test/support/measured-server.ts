/**
 * A server in a process of its own, which is asked over IPC what it took to answer. It is run from `dist/`: there the code is what users
 * run, and no coverage slows it down.
 */

import { startServer } from '../../src/server/start-server.ts';
import type { Options, Task } from '../../src/task.ts';
import { type EchoGateway, echoGateway } from './echo-gateway.ts';
import { measureTurns } from './longest-turn.ts';
import { medianMs } from './processor-time.ts';

/** `begin` and `end` stand around what is measured; `state` is asked at any other time. */
export type Question = 'begin' | 'end' | 'state';

export interface Reply {
  url: string;
  /** The most processor time of one turn since `begin`, in milliseconds. */
  longestMs: number;
  /** Only of `state`: how long a fixed piece of work takes, and what the heap holds once the garbage is gone. */
  unitMs: number;
  heapBytes: number;
  /** Every error that was masked. */
  unexpected: string[];
}

/** As a cache does: a text that was answered before has the same answer. What models do is not measured here. */
function shareAnswers(gateway: EchoGateway): EchoGateway {
  const { run } = gateway;
  const known = new Map<string, unknown>();
  gateway.run = async <T extends Task>(task: T, texts: readonly string[], options: Options<T>, call: never) => {
    const labels = 'labels' in options ? options.labels?.length : 0;
    const key = `${task} ${labels} ${texts[0]?.length}`;
    if (!known.has(key)) known.set(key, (await run(task, texts.slice(0, 1), options, call))[0]);
    return texts.map(() => known.get(key)) as never;
  };
  return gateway;
}

/** A fixed piece of work, to read a megabyte of numbers, which takes some 10 ms on a machine that does nothing else. */
const NUMBERS = `[${'1.5,'.repeat(250_000)}0]`;
const unitOfWork = () => medianMs(() => JSON.parse(NUMBERS));

const unexpected: string[] = [];
const { url } = await startServer({
  gateway: shareAnswers(echoGateway()),
  host: '127.0.0.1',
  port: 0,
  onUnexpected: (error) => unexpected.push(String(error)),
});

let end = () => 0;
const answers: Record<Question, () => Partial<Reply>> = {
  begin() {
    end = measureTurns();
    return {};
  },
  end: () => ({ longestMs: end() }),
  state() {
    global.gc?.();
    return { unitMs: unitOfWork(), heapBytes: process.memoryUsage().heapUsed, unexpected, url };
  },
};
process.on('message', (question: Question) => process.send?.(answers[question]()));
