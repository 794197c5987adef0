import { setTimeout } from 'node:timers/promises';
import type { Task } from '../../src/task.ts';
import { ask, askBatch, askStream, type Came } from './ask.ts';
import type { Line } from './line.ts';
import type { Server } from './server.ts';

/** A server that runs behind a gateway that runs. */
export interface Bench {
  server: Server;
  graphql: URL;
  /** Ends the server as a crash does. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  restart(): Promise<void>;
}

type Found = Pick<Line, 'row' | 'came' | 'calls' | 'pass'>;

/** An answer may come this much after its deadline, where the server and the gateway share a busy machine. */
const LATE_MS = 2_000;
/** What a request may take: more than by default, since a model on a busy processor is slow. */
export const TIMEOUT_MS = 60_000;
const TEXT = 'The new phone is a joy to use, and its battery lasts for days.';
const OTHERS = ['The soup was cold.', 'Our train left on time.', 'I would buy it again.', 'Nobody answered the phone.'];
const LONG = 'A very long sentence about nothing at all. '.repeat(1_100);
const CALLERS = 24;
const MIXED = 'batch, one too long';
/** What a task that wants a label may be answered with: nothing else than the label. */
const LABELLED: readonly Task[] = ['sentiment', 'classify'];
/** What may come of text that a small model writes: it forgets the form, or never ends, for which its own limit or the time is too short. */
const ENDLESS = ['OUTPUT_INVALID', 'UPSTREAM_TRUNCATED', 'UPSTREAM_TIMEOUT', 'DEADLINE_EXCEEDED'];
const TOO_MUCH = ['OVERLOADED', 'DEADLINE_EXCEEDED', 'UPSTREAM_TIMEOUT', 'UPSTREAM_RATE_LIMITED'];
const GONE = ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TRUNCATED'];

/** One row out of what came for its texts: every one an answer, where there may be one, or one of these codes, and in time. */
function row(name: string, cames: readonly Came[], codes: readonly string[], mayAnswer = true): Found {
  const isRight = ({ code, lateMs }: Came) => lateMs <= LATE_MS && (code === undefined ? mayAnswer : codes.includes(code));
  const counts = new Map<string, number>();
  for (const { answer, code, parts } of cames) {
    const end = code ?? (cames.length === 1 && answer !== undefined ? `“${short(answer)}”` : 'answer');
    const words = parts === undefined ? end : `${parts} parts, then ${end}`;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const late = Math.max(...cames.map(({ lateMs }) => lateMs));
  const words = [...counts].map(([word, count]) => (cames.length === 1 ? word : `${count} × ${word}`));
  return {
    row: name,
    came: [...words, ...(late > LATE_MS ? [`${late} ms late`] : [])].join(', '),
    calls: String(cames.reduce((sum, { calls }) => sum + calls, 0)),
    pass: cames.every(isRight),
  };
}

const SHOWN = 24;
/** A small model writes what no table holds. */
const short = (answer: string) => {
  const plain = answer.replaceAll(/[^\p{L}\p{N} .,'-]/gu, '·');
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain;
};

/** All rows, in order. */
export async function* runRows(bench: Bench): AsyncGenerator<Found> {
  const { server, graphql } = bench;
  const { backend, classifier, tasks, wrongModel = 'MODEL_AUTH_FAILED', ignoresModel = false, readsAnyLength = false } = server;
  const question = { backend, timeoutMs: TIMEOUT_MS, classifier };
  const [first = 'sentiment'] = tasks;

  for (const task of tasks) yield row(task, [await ask(graphql, task, TEXT, question)], LABELLED.includes(task) ? [] : ENDLESS);
  yield row('batch of 5', await askBatch(graphql, first, [TEXT, ...OTHERS], question), []);
  if (tasks.includes('translate')) yield row('stream', [await askStream(graphql, TEXT, question)], ENDLESS);
  const tooLong = readsAnyLength ? TOO_MUCH : ['INPUT_TOO_LONG'];
  yield row('too long', [await ask(graphql, first, LONG, question)], tooLong, readsAnyLength);
  const mixed = await askBatch(graphql, first, [...OTHERS, LONG], question);
  yield readsAnyLength ? row(MIXED, mixed, TOO_MUCH) : ofOneText(mixed);
  const wrong = await ask(graphql, first, TEXT, { ...question, backend: 'wrong' });
  yield ignoresModel ? row('wrong model', [wrong], []) : row('wrong model', [wrong], [wrongModel], false);
  yield row('busy', await manyAt(CALLERS, () => ask(graphql, first, TEXT, question)), TOO_MUCH);
  yield* dies(bench, first);
}

const manyAt = (count: number, one: () => Promise<Came>) => Promise.all(Array.from({ length: count }, one));

/** A batch whose last text is too long: the others must not suffer. */
function ofOneText(cames: readonly Came[]): Found {
  const found = row(MIXED, cames, ['INPUT_TOO_LONG']);
  const isLast = (place: number) => place === cames.length - 1;
  return { ...found, pass: found.pass && cames.every(({ code }, place) => (code === 'INPUT_TOO_LONG') === isLast(place)) };
}

const RETURN_MS = 60_000;

/** Some servers answer sooner than they are killed, so their callers ask again. */
async function untilItFails(one: () => Promise<Came>): Promise<Came> {
  let came = await one();
  while (came.code === undefined) came = await one();
  return came;
}

/** The server is killed under four callers, is away, and comes back. */
async function* dies(bench: Bench, task: Task): AsyncGenerator<Found> {
  const { graphql, server } = bench;
  const question = { backend: server.backend, timeoutMs: TIMEOUT_MS, classifier: server.classifier };
  const asked = manyAt(4, () => untilItFails(() => ask(graphql, task, TEXT, question)));
  await setTimeout(30);
  await bench.kill();
  yield row('killed under 4 callers', await asked, GONE, false);
  yield row('away', [await ask(graphql, task, TEXT, question)], ['UPSTREAM_UNAVAILABLE'], false);
  await bench.restart();
  let back: Came;
  const end = performance.now() + RETURN_MS;
  do {
    back = await ask(graphql, task, TEXT, question);
    if (back.code !== 'UPSTREAM_UNAVAILABLE') break;
    await setTimeout(500);
  } while (performance.now() < end);
  yield row('back', [back], []);
}
