/** Outcomes of the gateway in the shape of the schema: an answer, or an expected failure as a member of the union. */
import { GraphQLError } from 'graphql';
import type { Attempt } from '../src/account.ts';
import { ERRORS, type ErrorCode, GatewayError, type Supported } from '../src/errors.ts';
import type { GatewayOutcome } from '../src/gateway.ts';
import { noSpend, spendOf } from '../src/ledger/spend.ts';
import type { Answer } from '../src/model.ts';
import type { Task } from '../src/task.ts';
import { withChanges } from '../src/with-changes.ts';
import { modelId } from './catalog.ts';
import { docsOf } from './error-docs.ts';

const TYPES = {
  classify: 'Classification',
  sentiment: 'Sentiment',
  translate: 'Translation',
  summarize: 'Summary',
} as const satisfies Record<Task, string>;

/** What an answer out of the cache costs. */
const NOTHING = Object.freeze(noSpend());

export interface Circumstances {
  requestId: string;
  latencyMs: number;
}

/** The member of the task's union for one outcome. Throws the error of an outcome that the union has no member for. */
export function resultOf<T extends Task>(task: T, outcome: GatewayOutcome<T>, circumstances: Circumstances) {
  const { result, attempts } = outcome;
  if (result instanceof GatewayError) return failureOf(result, attempts);
  const { value, confidence } = result;
  const meta = metaOf(result, outcome, circumstances);
  return withChanges(value, { __typename: TYPES[task], confidence, detected: outcome.detected, meta });
}

const NONE_SUPPORTED: Required<Supported> = { languages: [], pairs: [], values: [] };

/** An expected failure; throws the error when its code belongs at the top level. */
function failureOf(error: GatewayError, attempts: readonly Attempt[]) {
  const { surface, origin, retryable } = ERRORS[error.code];
  // Not thrown as it is: the executor would take its `path` for the place of the field in the answer.
  if (surface === 'top-level') throw new GraphQLError(error.message, { originalError: error });
  const { code, message, retryAfterMs, path = [], supported } = error;
  return {
    __typename: surface,
    code,
    message,
    origin,
    retryable,
    retryAfterMs,
    attempts: attempts.map(attemptOf),
    docs: docsOf(code),
    path,
    supported: supported ? { ...NONE_SUPPORTED, ...supported } : NONE_SUPPORTED,
  };
}

function metaOf<T extends Task>(
  { model, usage }: Answer<T>,
  { attempts, cache, degraded = false, shares }: GatewayOutcome<T>,
  { requestId, latencyMs }: Circumstances,
) {
  const spend = shares.length === 0 ? NOTHING : spendOf(shares);
  return { requestId, model, cache, latencyMs, usage, spend, attempts: attempts.map(attemptOf), degraded };
}

/** An attempt in the shape of the schema. */
export function attemptOf(attempt: Attempt): Attempt {
  const { backend, model, outcome, code, latencyMs } = attempt;
  return { backend, outcome, latencyMs, code: typedCode(code), model: modelId(backend, model) };
}

/** The code where the schema's enum has it. Codes of the top level it has not: a call that was cancelled has no other. */
export function typedCode(code: ErrorCode | undefined): ErrorCode | undefined {
  return code === undefined || ERRORS[code].surface === 'top-level' ? undefined : code;
}
