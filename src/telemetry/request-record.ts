import type { Attempt, LookUp } from '../account.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { Bill } from '../ledger/account.ts';
import type { CacheStatus, Call, ModelRef, Outcome } from '../model.ts';
import { remember } from '../remember.ts';
import { modelName } from '../routing/candidates.ts';
import type { Task } from '../task.ts';

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
  /** On the clock of `performance.now()`, as the times of its attempts. */
  startedMs: number;
  latencyMs: number;
  failed: number;
  degraded: number;
  /** The code of the first failure. */
  code?: ErrorCode;
  /** How many texts had each status. */
  cache: Readonly<Partial<Record<CacheStatus, number>>>;
  /** `backend/model`, of all answers. */
  models: readonly string[];
  /** The longest trail of any of the texts. */
  attempts: readonly Attempt[];
  /** When cached answers were looked for. */
  lookUps: LookUp[];
  /** What was spent, and still is: what was given up, and what nobody waits for, is booked later. Absent where nothing can have been. */
  bill?: Bill;
  /** The start of the first text, where the settings allow it. */
  excerpt?: string;
}

const EXCERPT_LENGTH = 2_000;

type FinishedOutcome<T extends Task> = Pick<Outcome<T>, 'result' | 'cache' | 'degraded'> & { attempts: readonly Attempt[] };

export interface Finished<T extends Task> {
  task: T;
  texts: readonly string[];
  call: Pick<Call, 'tenant' | 'requestId'>;
  outcomes: readonly FinishedOutcome<T>[];
  lookUps: readonly LookUp[];
  bill?: Bill;
  startedMs: number;
  latencyMs: number;
}

/** A record of nothing yet, with every member: those written over it find the same shape. */
export function blankRecord(): RequestRecord {
  return {
    sequence: 0,
    requestId: '',
    at: 0,
    task: 'classify',
    tenant: '',
    texts: 0,
    characters: 0,
    startedMs: 0,
    latencyMs: 0,
    failed: 0,
    degraded: 0,
    code: undefined,
    cache: {},
    models: [],
    attempts: [],
    lookUps: [],
    bill: undefined,
    excerpt: undefined,
  };
}

/** Writes every member of `record`. */
export function writeRecord<T extends Task>(
  record: RequestRecord,
  { task, texts, call, outcomes, startedMs, latencyMs, lookUps, bill }: Finished<T>,
  sequence: number,
  keepTexts: boolean,
): void {
  const models: ModelRef[] = [];
  let attempts: readonly Attempt[] = [];
  let code: ErrorCode | undefined;
  let [characters, degraded, failed] = [0, 0, 0];
  for (const text of texts) characters += text.length;
  for (const outcome of outcomes) {
    if (outcome.attempts.length > attempts.length) attempts = outcome.attempts;
    if (outcome.degraded) degraded += 1;
    if (outcome.result instanceof GatewayError) {
      failed += 1;
      code ??= outcome.result.code;
    } else addModel(models, outcome.result.model);
  }
  const [only] = models;
  record.sequence = sequence;
  record.requestId = call.requestId;
  record.at = Date.now();
  record.task = task;
  record.tenant = call.tenant;
  record.texts = texts.length;
  record.characters = characters;
  record.startedMs = startedMs;
  record.latencyMs = latencyMs;
  record.failed = failed;
  record.degraded = degraded;
  record.code = code;
  record.cache = statusesOf(outcomes);
  record.models = only && models.length === 1 ? namesOf(only) : models.map(nameOf);
  record.attempts = attempts;
  writeLookUps(record.lookUps, lookUps);
  record.bill = bill;
  record.excerpt = keepTexts ? excerptOf(texts[0] ?? '') : undefined;
}

/** A piece of a string holds on to all of it, so that records would keep whole texts in memory: a long text's start is copied. */
function excerptOf(text: string): string {
  if (text.length <= EXCERPT_LENGTH) return text;
  return Buffer.from(text.slice(0, EXCERPT_LENGTH), 'utf16le').toString('utf16le');
}

function writeLookUps(kept: LookUp[], lookUps: readonly LookUp[]): void {
  if (kept.length > lookUps.length) kept.length = lookUps.length; // setting it costs more than the rest, also to what it is
  lookUps.forEach(({ startedAt, endedAt }, index) => {
    const old = kept[index];
    if (old) [old.startedAt, old.endedAt] = [startedAt, endedAt];
    else kept.push({ startedAt, endedAt });
  });
}

type Statuses = RequestRecord['cache'];

/** Most lists hold one text: their records share what they say of it. */
const ONCE: Partial<Record<CacheStatus, Statuses>> = {};

function statusesOf(outcomes: readonly Pick<Outcome<Task>, 'cache'>[]): Statuses {
  const [only] = outcomes;
  if (only && outcomes.length === 1) {
    const { status } = only.cache;
    ONCE[status] ??= Object.freeze({ [status]: 1 });
    return ONCE[status];
  }
  const counts: Partial<Record<CacheStatus, number>> = {};
  for (const { cache } of outcomes) counts[cache.status] = (counts[cache.status] ?? 0) + 1;
  return counts;
}

const nameOf = ({ backend, id }: ModelRef) => modelName(backend, id);
/** Nearly every request is answered by one model: its records share the list. */
const namesOf = remember((model: ModelRef) => [nameOf(model)]);

function addModel(models: ModelRef[], model: ModelRef): void {
  const isKnown = models.some(({ backend, id }) => backend === model.backend && id === model.id);
  if (!isKnown) models.push(model);
}
