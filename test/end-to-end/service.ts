/** The gateway as users start it: the built command in a process of its own, with the shipped models, asked over HTTP. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Task } from '../../src/task.ts';
import { endWithSuite } from '../support/end-with-suite.ts';

/** Built by `npm test` before the tests. */
const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const INPUTS = {
  classify: 'ClassifyInput',
  sentiment: 'SentimentInput',
  translate: 'TranslateInput',
  summarize: 'SummarizeInput',
} as const;
const ERROR = '... on Error { code message origin retryable docs } ... on InvalidInputError { path }';
const FIELDS = {
  classify: `... on Classification { label labels confidence scores { label score } } ${ERROR}`,
  sentiment: `... on Sentiment { label confidence scores { label score } } ${ERROR}`,
  translate: `... on Translation { text source target } ${ERROR}`,
  summarize: `... on Summary { text method sentences { text start end } } ${ERROR}`,
} as const;

/** What tests look at: an answer of any task, or its error. */
export interface Answered {
  code?: string;
  message?: string;
  path?: string[];
  label?: string;
  labels?: string[];
  confidence?: number;
  scores?: { label: string; score: number }[];
  text?: string;
  source?: string;
  target?: string;
  method?: string;
  sentences?: { text: string; start: number; end: number }[];
}

export interface Reply {
  status: number;
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
}

export interface Service {
  url: string;
  post(body: string | object, headers?: Record<string, string>): Promise<Reply>;
  /** One text. An error at the top level comes as its code and message. */
  ask(task: Task, input: object): Promise<Answered>;
  /** Texts with shared options. */
  askMany(task: Task, texts: readonly string[], options: object): Promise<Answered[]>;
  /** The code the process ended with; null while it runs. */
  exitCode(): number | null;
  /** What it and its workers hold, in kilobytes. */
  residentKb(): number;
  stop(): Promise<void>;
}

/** As it starts by itself, or with settings of a file. */
export async function startService(settings?: object): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-service-'));
  const file = join(folder, 'lingraph.yaml');
  if (settings) writeFileSync(file, JSON.stringify(settings));
  const args = ['serve', '--port', '0', ...(settings ? ['--config', file] : [])];
  const child = endWithSuite(spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }));
  const url = await addressOf(child.stdout);
  const post: Service['post'] = async (body, headers = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, ...((await response.json()) as object) };
  };
  const run = async (query: string, variables: object) => {
    const { data, errors } = await post({ query, variables });
    const [error] = errors ?? [];
    return { data, failure: error && { code: error.extensions.code, message: error.message } };
  };
  return {
    url,
    post,
    async ask(task, input) {
      const { data, failure } = await run(
        `query ($input: ${INPUTS[task]}!) { answer: ${task}(input: $input) { ${FIELDS[task]} } }`,
        {
          input,
        },
      );
      return failure ?? (data?.answer as Answered);
    },
    async askMany(task, texts, options) {
      const type = INPUTS[task].replace('Input', 'BatchInput');
      const query = `query ($input: ${type}!) { answer: ${task}Batch(input: $input) { items { result { ${FIELDS[task]} } } } }`;
      const { data, failure } = await run(query, { input: { items: texts.map((text) => ({ text })), ...options } });
      if (failure) return [failure];
      const answer = data?.answer as { items: { result: Answered }[] } | undefined;
      return (answer?.items ?? []).map(({ result }) => result);
    },
    exitCode: () => child.exitCode,
    residentKb: () => residentKb(child.pid ?? 0),
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url) return url;
  }
  throw new Error('the server said no address');
}

function residentKb(pid: number): number {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  return rows.filter(([own, parent]) => own === pid || parent === pid).reduce((sum, [, , kb = 0]) => sum + kb, 0);
}
