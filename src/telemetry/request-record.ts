import { type ErrorCode, GatewayError } from '../errors.ts';
import { type Attempt, type CacheStatus, type Call, isAnswered, type Outcome, type Usage } from '../model.ts';
import type { Options, Task } from '../task.ts';
import { usageOfAll } from '../usage.ts';

/** What is kept of one list of texts that went through the gateway: never the texts, unless the settings allow it. */
export interface RequestRecord {
  /** Counts up from 1 in this process. */
  sequence: number;
  requestId: string;
  /** Milliseconds of the epoch. */
  at: number;
  task: Task;
  tenant: string;
  texts: number;
  /** UTF-16 units of all texts. */
  characters: number;
  latencyMs: number;
  failed: number;
  degraded: number;
  /** The code of the first failure. */
  code?: ErrorCode;
  /** How many texts had each status. */
  cache: Partial<Record<CacheStatus, number>>;
  /** `backend/model`, of all answers. */
  models: readonly string[];
  /** The longest trail of any of the texts. */
  attempts: readonly Attempt[];
  usage?: Usage;
  /** The start of the first text, where the settings allow it. */
  excerpt?: string;
}

const EXCERPT_LENGTH = 2_000;

export interface Finished<T extends Task> {
  task: T;
  texts: readonly string[];
  options: Options<T>;
  call: Pick<Call, 'requestId' | 'tenant'>;
  outcomes: readonly Outcome<T>[];
  latencyMs: number;
}

export function recordOf<T extends Task>(finished: Finished<T>, sequence: number, keepTexts: boolean): RequestRecord {
  const { task, texts, call, outcomes, latencyMs } = finished;
  const models = new Set<string>();
  const cache: RequestRecord['cache'] = {};
  let [code, attempts, degraded]: [ErrorCode | undefined, readonly Attempt[], number] = [undefined, [], 0];
  for (const outcome of outcomes) {
    cache[outcome.cache.status] = (cache[outcome.cache.status] ?? 0) + 1;
    if (outcome.attempts.length > attempts.length) attempts = outcome.attempts;
    if (outcome.degraded) degraded += 1;
    if (isAnswered(outcome)) models.add(`${outcome.result.model.backend}/${outcome.result.model.id}`);
    else if (outcome.result instanceof GatewayError) code ??= outcome.result.code;
  }
  return {
    sequence,
    requestId: call.requestId,
    at: Date.now(),
    task,
    tenant: call.tenant,
    texts: texts.length,
    characters: texts.reduce((sum, text) => sum + text.length, 0),
    latencyMs,
    failed: outcomes.filter((outcome) => !isAnswered(outcome)).length,
    degraded,
    code,
    cache,
    models: [...models],
    attempts,
    usage: usageOfAll(outcomes),
    ...(keepTexts ? { excerpt: texts[0]?.slice(0, EXCERPT_LENGTH) } : {}),
  };
}
