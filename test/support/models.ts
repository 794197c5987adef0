/** Small honest models for tests of what stands around models. */
import { GatewayError } from '../../src/errors.ts';
import { RequestAccount } from '../../src/ledger/account.ts';
import { spendOf } from '../../src/ledger/spend.ts';
import { type Answer, type Backend, type Batch, type Call, type Model, outcomeOf, type Run, type Sink } from '../../src/model.ts';
import type { SentimentLabel, SentimentOptions, Task } from '../../src/task.ts';

export interface ScriptedModel extends Model<'sentiment'> {
  /** The lists of texts it was asked, in order. */
  asked: string[][];
}

interface Script {
  id?: string;
  backend?: string;
  maxBatch?: number;
  languages?: readonly string[];
  confidence?: number;
  /** What a text gets; POSITIVE unless said. */
  answer?: (
    text: string,
    call: Call,
    time: number,
    sink?: Sink,
  ) => SentimentLabel | GatewayError | Promise<SentimentLabel | GatewayError>;
}

export function scriptedModel({
  id = 'scripted',
  backend = 'local',
  maxBatch = 8,
  languages = [],
  confidence,
  answer,
}: Script = {}): ScriptedModel {
  const asked: string[][] = [];
  return {
    id,
    version: '1',
    task: 'sentiment',
    info: { languages, pairs: [], labels: [], quality: [] },
    maxBatch,
    asked,
    supports: ({ language }) =>
      language === undefined || languages.length === 0 || languages.includes(language)
        ? true
        : new GatewayError('UNSUPPORTED_LANGUAGE', `${id} does not read ${language}.`, { supported: { languages } }),
    async run({ texts, sinks }, call) {
      asked.push([...texts]);
      const time = asked.length;
      return Promise.all(
        texts.map(async (text, index) => {
          const label = (await answer?.(text, call, time, sinks?.[index])) ?? 'POSITIVE';
          if (label instanceof GatewayError) return outcomeOf<'sentiment'>(label);
          const given: Answer<'sentiment'> = {
            value: { label, scores: [] },
            model: { id, version: '1', backend },
            confidence,
            usage: { inputTokens: text.length, outputTokens: 1, estimated: false },
          };
          return outcomeOf(given);
        }),
      );
    },
  };
}

export function scriptedBackend(name: string, models: readonly Model<'sentiment'>[], local = true): Backend {
  return { name, kind: 'scripted', local, models: () => models };
}

/** Texts to ask of a model of sentiment. */
export function batchOf(texts: readonly string[], options: SentimentOptions = {}, sinks?: readonly Sink[]): Batch<'sentiment'> {
  return { texts, options, sinks };
}

/** The run, telling of each outcome what was tried for its text, and what that has cost. */
export function told<T extends Task>(run: Run<T>) {
  return async (batch: Batch<T>, call: Call) => {
    const { account } = call;
    const outcomes = await run(batch, call);
    return outcomes.map((outcome, index) => {
      const text = batch.texts[index] ?? '';
      const spend = spendOf(account instanceof RequestAccount ? account.shares(text) : []);
      return { ...outcome, attempts: account.trail(text), spend };
    });
  };
}

/** A call of a model behind which no other stands. */
export const lastCall = (changes: Partial<Call> = {}): Call =>
  testCall({ routing: { strategy: 'AUTO', fallback: false }, ...changes });

/** A call with five seconds left, unless said otherwise. */
export function testCall(changes: Partial<Call> = {}): Call {
  return {
    signal: new AbortController().signal,
    deadlineAt: performance.now() + 5_000,
    tenant: 'test',
    requestId: 'request-1',
    routing: { strategy: 'AUTO', fallback: true },
    cache: 'USE',
    account: new RequestAccount(),
    ...changes,
  };
}
