/** Small honest models for tests of what stands around models. */
import { GatewayError } from '../../src/errors.ts';
import { type Answer, type Backend, type Call, type Model, outcomeOf } from '../../src/model.ts';
import type { SentimentLabel } from '../../src/task.ts';

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
  answer?: (text: string, call: Call, time: number) => SentimentLabel | GatewayError | Promise<SentimentLabel | GatewayError>;
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
    async run(texts, _, call) {
      asked.push([...texts]);
      const time = asked.length;
      return Promise.all(
        texts.map(async (text) => {
          const label = (await answer?.(text, call, time)) ?? 'POSITIVE';
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

/** A call with five seconds left, unless said otherwise. */
export function testCall(changes: Partial<Call> = {}): Call {
  return {
    signal: new AbortController().signal,
    deadline: performance.now() + 5_000,
    tenant: 'test',
    requestId: 'request-1',
    routing: { strategy: 'AUTO', fallback: true },
    cache: 'USE',
    ...changes,
  };
}
