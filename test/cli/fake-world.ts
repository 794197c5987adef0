import { PassThrough, Readable, Writable } from 'node:stream';
import type { Lingraph, World } from '../../cli/world.ts';
import { subgraphSdl } from '../../resolvers/subgraph.ts';
import type { LoadOptions } from '../../src/config/load-settings.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Gateway } from '../../src/gateway.ts';
import { type Answer, outcomeOf } from '../../src/model.ts';
import { type Options, type Result, TASKS, type Task } from '../../src/task.ts';

/** Answers by rules one can read off: a text that holds `bad` fails for good, `busy` fails once. */
export function fakeGateway(
  seen: { task: Task; texts: readonly string[]; options: unknown }[] = [],
): Gateway & { closed: boolean } {
  const busy = new Set<string>();
  const answer = <T extends Task>(task: T, text: string, options: Options<T>): Answer<T> | GatewayError => {
    if (text.includes('bad')) return new GatewayError('INPUT_INVALID', 'The text is bad.');
    if (text.includes('busy') && !busy.has(text)) {
      busy.add(text);
      return new GatewayError('OVERLOADED', 'Come back later.', { retryAfterMs: 1 });
    }
    return { value: answerTo(task, text, options), model: { id: 'fake', version: '1', backend: 'local' }, confidence: 0.9 };
  };
  const gateway = {
    closed: false,
    run: async <T extends Task>(task: T, texts: readonly string[], options: Options<T>) => {
      seen.push({ task, texts, options });
      return texts.map((text) => outcomeOf(answer(task, text, options)));
    },
    detectLanguage: () => ({ language: 'en', confidence: 1 }),
    models: () => [],
    backends: () => [],
    close: async () => {
      gateway.closed = true;
    },
  };
  return gateway as unknown as Gateway & { closed: boolean };
}

function answerTo<T extends Task>(task: T, text: string, options: Options<T>): Result<T> {
  const values: { [K in Task]: () => Result<K> } = {
    classify: () => {
      const names = ((options as Options<'classify'>).labels ?? [{ name: 'joy' }]).map(({ name }) => name);
      const multiLabel = (options as Options<'classify'>).multiLabel;
      return {
        label: names[0]!,
        labels: multiLabel ? names : names.slice(0, 1),
        scores: names.map((label, place) => ({ label, score: 0.9 / (place + 1) })),
      };
    },
    sentiment: () => ({ label: 'POSITIVE', scores: [{ label: 'POSITIVE', score: 0.9 }] }),
    translate: () => ({ text: text.toUpperCase(), source: 'en', target: (options as Options<'translate'>).target }),
    summarize: () => ({ text: `- ${text.slice(0, 10)}\n- more`, method: 'EXTRACTIVE' }),
  };
  return values[task]() as Result<T>;
}

export interface FakeWorld extends World {
  out(): string;
  err(): string;
  stop: AbortController;
}

interface Given {
  stdin?: string | readonly (string | Buffer)[];
  tty?: boolean;
  color?: boolean;
  gateway?: Gateway;
}

const ROUTES = Object.fromEntries(TASKS.map((task) => [task, { models: ['local'] }]));

/** A world in memory. Without `stdin` it sits at a terminal where nobody types. */
export function fakeWorld({ stdin, tty = false, color = true, gateway = fakeGateway() }: Given = {}): FakeWorld {
  const stop = new AbortController();
  const lingraph = {
    loadSettings: ({ overrides }: LoadOptions = {}) => ({ routes: ROUTES, server: { ...overrides?.server } }),
    openGateway: async () => gateway,
    subgraphSdl,
  } as unknown as Lingraph;
  const [out, stdout] = collect(tty);
  const [err, stderr] = collect(tty);
  const input = stdin === undefined ? Object.assign(new PassThrough(), { isTTY: true }) : Readable.from(chunks(stdin));
  return {
    stdin: input,
    stdout,
    stderr,
    terminal: { color },
    ended: stop.signal,
    lingraph: async () => lingraph,
    out,
    err,
    stop,
  };
}

const chunks = (text: string | readonly (string | Buffer)[]) =>
  (typeof text === 'string' ? [text] : text).map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk));

function collect(isTTY: boolean): [() => string, Writable & { isTTY: boolean }] {
  let text = '';
  const writable = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      text += chunk;
      done();
    },
  });
  return [() => text, Object.assign(writable, { isTTY })];
}
