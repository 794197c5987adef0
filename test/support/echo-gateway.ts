/** A gateway with rules instead of models: it keeps every promise of its interface, and records what it was asked. */
import { GatewayError } from '../../src/errors.ts';
import type { Gateway, GatewayOutcome } from '../../src/gateway.ts';
import type { AnyModel, Backend, Call, Health, Model } from '../../src/model.ts';
import type { Options, Result, Task } from '../../src/task.ts';
import { TASKS } from '../../src/task.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';

export interface Asked {
  task: Task;
  texts: readonly string[];
  options: Options<Task>;
  call: Call;
}

export interface EchoGateway extends Gateway {
  asked: Asked[];
  health: Health;
}

type Answers = { [T in Task]: (text: string, options: Options<T>) => Result<T> };

const ANSWERS: Answers = {
  classify: (_, { labels = [] }) => ({
    label: labels[0]?.name ?? 'none',
    labels: labels.slice(0, 1).map(({ name }) => name),
    scores: labels.map(({ name }, place) => ({ label: name, score: place === 0 ? 0.9 : null })),
  }),
  sentiment: (text) => ({
    label: text.includes('bad') ? 'NEGATIVE' : 'POSITIVE',
    scores: [
      { label: 'POSITIVE', score: 0.8 },
      { label: 'NEUTRAL', score: null },
    ],
  }),
  translate: (text, { target, source = 'en' }) => ({ text: `${target}: ${text}`, source, target }),
  summarize: (text) => ({
    text: text.slice(0, 10),
    method: 'EXTRACTIVE',
    sentences: [{ text: text.slice(0, 10), start: 0, end: Math.min(10, text.length), score: null }],
  }),
};

const INFO = { languages: ['en'], pairs: [], labels: [], license: 'MIT', sizeBytes: 5e9, quality: [] };

/** Texts that ask for trouble: `fail:CODE` fails with that code, `throw:…` throws a secret, `wait` waits for the signal. */
export function echoGateway(): EchoGateway {
  const asked: Asked[] = [];
  const health: Health = { healthy: true, models: [{ id: 'echo', state: 'READY' }] };
  const backend: Backend = { name: 'rules', kind: 'echo', local: true, models: () => models, health: () => health };
  const models = TASKS.map((task) => modelOf(task));
  return {
    asked,
    health,
    async run<T extends Task>(task: T, texts: readonly string[], options: Options<T>, call: Call) {
      asked.push({ task, texts, options, call });
      return Promise.all(texts.map((text) => outcomeOf(task, text, options, call)));
    },
    detectLanguage: (text) => (text.length < 5 ? { confidence: 0 } : { language: 'en', confidence: 0.9 }),
    unserved: () => [],
    models: () => [{ id: 'echo', backend, health: { id: 'echo', state: 'READY' }, models }],
    backends: () => [backend],
    cache: () => ({ entries: 0, bytes: 0, hits: 0, semanticHits: 0, misses: 0, coalesced: 0, stale: 0, unreadable: 0 }),
    purgeCache: async () => 0,
    telemetry: createTelemetry({ requests: 1_000, keepTexts: false }),
    close: async () => undefined,
  };
}

function modelOf<T extends Task>(task: T): AnyModel {
  const model: Model<T> = {
    id: 'echo',
    version: '1',
    task,
    info: INFO,
    maxBatch: 8,
    supports: () => true,
    run: async () => [],
  };
  return model as unknown as AnyModel;
}

async function outcomeOf<T extends Task>(task: T, text: string, options: Options<T>, call: Call): Promise<GatewayOutcome<T>> {
  const made = { backend: 'rules', model: 'echo', latencyMs: 1 };
  if (text.startsWith('throw:')) throw new Error(text);
  if (text === 'wait') {
    await new Promise((resolve) => call.signal.addEventListener('abort', resolve, { once: true }));
    return {
      result: new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.'),
      attempts: [],
      shares: [],
      cache: { status: 'BYPASS' },
    };
  }
  if (text.startsWith('sleep:')) await new Promise((resolve) => setTimeout(resolve, Number(text.slice(6))));
  if (text.startsWith('fail:')) {
    const code = text.slice(5) as GatewayError['code'];
    const result = new GatewayError(code, 'It failed.', { retryAfterMs: 1500, path: ['text'], supported: { languages: ['en'] } });
    return { result, attempts: [{ ...made, outcome: 'ERROR', code }], shares: [], cache: { status: 'MISS' } };
  }
  const model = { id: 'echo', version: '1', backend: 'rules' };
  const usage = { inputTokens: text.length, outputTokens: 1, estimated: false };
  const spent = { ...usage, costUsd: 0 };
  return {
    result: { value: ANSWERS[task](text, options), model, usage },
    attempts: [{ ...made, outcome: 'OK' }],
    shares: [{ charge: { kind: 'ANSWER', model, texts: [text], usages: [spent], calls: 1 }, usage: spent }],
    cache: { status: 'MISS' },
    detected: { language: 'en', confidence: 0.9 },
  };
}
