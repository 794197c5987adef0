/** What the failures of a model since its last answer tell, and of whom: of a text, a request, a tenant, or of the model itself. */
import { hash } from 'node:crypto';
import type { ErrorCode } from '../errors.ts';

export interface EvidenceSettings {
  /** So many calls must fail in a row before the model is left alone. */
  calls: number;
  /** How long it is left alone at first; doubles each time it fails again. */
  openDurationMs: number;
  /** The longest it is left alone, whatever a provider asks for. */
  maxOpenDurationMs: number;
}

/** Who asked, and what: a failure may be due to any of it. */
export interface Asker {
  tenant: string;
  requestId: string;
  texts: readonly string[];
}

export interface Failure {
  code: ErrorCode;
  /** One failure of this kind says enough, such as a refused key; others are counted. */
  isTelling: boolean;
  /** For how long the provider asks to be left alone, in milliseconds. */
  waitMs?: number;
  /** When the call began, on the clock of `performance.now()`. */
  startedAt: number;
}

interface Noted extends Failure, Asker {}

/**
 * From when on the model is left alone, and until when. After a time that its provider named it is open again; after any other one
 * call at a time is let through until one is answered.
 */
export interface Closing {
  code: ErrorCode;
  atMs: number;
  /** When the latest of the calls began that led to it. */
  startedAt: number;
  untilMs: number;
  /** The provider named this time, and it is not too long. */
  isNamed: boolean;
  times: number;
  isProbed: boolean;
}

/** Whom a failure may concern, the most first, with the names of those that it is due to. */
const SCOPES = ['all', 'tenant', 'request', 'text'] as const;
type Scope = (typeof SCOPES)[number];

const NAMES: Readonly<Record<Scope, (asker: Asker) => readonly string[]>> = {
  all: () => [''],
  tenant: ({ tenant }) => [tenant],
  request: ({ requestId }) => [requestId],
  text: ({ texts }) => texts,
};

const narrowerThan = (scope: Scope) => SCOPES.slice(SCOPES.indexOf(scope) + 1);
const isWide = (scope: Scope) => scope === 'all' || scope === 'tenant';

/** More are not needed to judge. */
const KEPT = 200;
/** A text that is asked again counts as often; who sends it for ever says nothing new. */
const MAX_OF_A_TEXT = 2;
const LONGEST_ROW = 160;
const RARE = 10_000;
/** A share of few calls says little. */
const ANSWERS_AT_FIRST = 10;
/** With each answer a hundredth of what was before is forgotten. */
const KEPT_SHARE = 0.99;
/** Two refusals of a key, or two failures of what was left alone already, are enough where nothing speaks against it. */
const MIN_TELLING = 2;

export interface Evidence {
  failed(asker: Asker, failure: Failure): void;
  /** The model answered a call that began then: it is well, whatever failed before. */
  answered(startedAt: number): void;
  /** What keeps this asker from the model, or is to be probed by it; what concerns the most first. */
  closingsFor(asker: Asker): readonly Closing[];
  /** What keeps all, or a tenant, from the model. */
  wideClosings(): readonly Closing[];
  /** Half of the failures that would close it for this tenant have been seen. */
  isSuspect(tenant: string): boolean;
}

/** A text is kept as a hash: nothing of what callers send stays. Made on first use, since a model that is well asks for none. */
export function askerOf({ tenant, requestId }: Omit<Asker, 'texts'>, texts: readonly string[]): Asker {
  let hashes: readonly string[] | undefined;
  return {
    tenant,
    requestId,
    get texts() {
      hashes ??= texts.map((text) => hash('sha256', text, 'base64'));
      return hashes;
    },
  };
}

/** How many calls failed that have no text in common but for `MAX_OF_A_TEXT` each. */
function countOf(failures: readonly Noted[], most: number): number {
  const times = new Map<string, number>();
  let count = 0;
  for (const { texts } of failures) {
    if (texts.every((text) => (times.get(text) ?? 0) < most)) count += 1;
    for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  }
  return count;
}

/** Others have failed in the same way: other texts, and of other requests or tenants where it is to concern those. */
function isConfirmed(scope: Scope, failures: readonly Noted[]): boolean {
  return narrowerThan(scope).every((narrower) =>
    narrower === 'text' ? countOf(failures, 1) > 1 : new Set(failures.flatMap(NAMES[narrower])).size > 1,
  );
}

type Closings = Readonly<Record<Scope, Map<string, Closing>>>;

/**
 * How long a row of failures must be to mean an outage. Rows that an answer has ended were due to texts, or to chance: the larger their
 * share of late, the longer a row is to be that could come about by it no more than once in `RARE` times.
 */
function createBackground() {
  let [answers, failures] = [ANSWERS_AT_FIRST, 0];
  return {
    needed(least: number): number {
      const share = failures / (answers + failures);
      const byChance = share > 0 ? Math.ceil(Math.log(RARE) / -Math.log(share)) : 0;
      return Math.min(LONGEST_ROW, Math.max(least, byChance));
    },
    ended(row: number): void {
      answers = answers * KEPT_SHARE + 1;
      failures = failures * KEPT_SHARE + row;
    },
  };
}

function closingOf(found: readonly Noted[], before: Closing | undefined, settings: EvidenceSettings, atMs: number): Closing {
  const { code, startedAt } = found.at(-1) as Noted;
  const times = before ? before.times + 1 : 0;
  const waitMs = Math.max(...found.map((failure) => failure.waitMs ?? 0)) || settings.openDurationMs * 2 ** times;
  const isNamed = found.some((failure) => failure.waitMs === waitMs) && waitMs <= settings.maxOpenDurationMs;
  return { code, atMs, startedAt, untilMs: atMs + Math.min(waitMs, settings.maxOpenDurationMs), isNamed, times, isProbed: false };
}

const isEmpty = (closings: Closings) => SCOPES.every((scope) => closings[scope].size === 0);

/** A list goes through where one of its texts may. */
function closingsOf(closings: Closings, asker: Asker): readonly Closing[] {
  if (isEmpty(closings)) return [];
  const found = SCOPES.flatMap((scope) => {
    const named = NAMES[scope](asker).map((name) => closings[scope].get(name));
    return scope === 'text' && !named.every(Boolean) ? [] : named;
  });
  return found.filter((closing) => closing !== undefined);
}

export function createEvidence(settings: EvidenceSettings, now = () => performance.now()): Evidence {
  const closings: Closings = { all: new Map(), tenant: new Map(), request: new Map(), text: new Map() };
  const background = createBackground();
  let failures: Noted[] = [];
  const wide = () => [...closings.all.values(), ...closings.tenant.values()];
  const forget = (isOver: (closing: Closing) => boolean) => {
    for (const map of Object.values(closings)) for (const [name, closing] of map) if (isOver(closing)) map.delete(name);
  };
  const forgetNamed = () => isEmpty(closings) || forget(({ isNamed, untilMs }) => isNamed && untilMs <= now());

  function isEnough(scope: Scope, found: readonly Noted[], isKnown: boolean): boolean {
    const telling = isKnown ? found : found.filter(({ isTelling }) => isTelling);
    if (scope === 'text') return telling.length > 0 || found.length >= settings.calls;
    const isRow = (row: readonly Noted[], least: number) =>
      countOf(row, MAX_OF_A_TEXT) >= background.needed(least) && isConfirmed(scope, row);
    return isRow(telling, MIN_TELLING) || isRow(found, settings.calls);
  }
  /** Closes the model for as many as the latest failure, and those before it, concern. */
  function judge(latest: Noted): void {
    let sinceMs: number | undefined;
    for (const scope of SCOPES)
      for (const name of NAMES[scope](latest)) {
        const before = closings[scope].get(name);
        if (before) sinceMs = Math.max(before.atMs, sinceMs ?? 0);
        const after = sinceMs ?? Number.NEGATIVE_INFINITY;
        const found = failures.filter((one) => one.startedAt >= after && NAMES[scope](one).includes(name));
        if (!isEnough(scope, found, sinceMs !== undefined)) continue;
        closings[scope].set(name, closingOf(found, before, settings, now()));
        if (isWide(scope)) for (const narrow of ['request', 'text'] as const) closings[narrow].clear();
        return;
      }
  }
  return {
    failed(asker, failure) {
      forgetNamed();
      const latest = { ...asker, ...failure };
      failures = [...failures.slice(1 - KEPT), latest];
      const known = closingsOf(closings, asker).filter(({ atMs }) => latest.startedAt < atMs);
      if (latest.waitMs !== undefined) for (const closing of known) stay(closing, closingOf([latest], closing, settings, now()));
      if (known.length === 0) judge(latest);
    },
    answered(startedAt) {
      if (failures.length === 0 && isEmpty(closings)) return background.ended(0);
      const row = countOf(failures, MAX_OF_A_TEXT);
      // After an outage, or what was taken for one, how long it was says nothing.
      background.ended(wide().some(({ atMs }) => startedAt >= atMs) ? Math.min(row, settings.calls) : row);
      // Who was let in before a limit was reached is answered also when it has been.
      const isLimit = (one: Failure | Closing) => one.code === 'UPSTREAM_RATE_LIMITED' && one.startedAt > startedAt;
      failures = failures.filter(isLimit);
      forget((closing) => !isLimit(closing));
    },
    closingsFor(asker) {
      forgetNamed();
      return closingsOf(closings, asker);
    },
    wideClosings() {
      forgetNamed();
      return wide();
    },
    isSuspect(tenant) {
      const own = failures.filter((failure) => failure.tenant === tenant);
      return 2 * countOf(own, MAX_OF_A_TEXT) >= background.needed(settings.calls);
    },
  };
}

/** A call that was under way as the model was closed may know of a longer time. */
function stay(closing: Closing, { code, untilMs, isNamed }: Closing): void {
  if (untilMs > closing.untilMs) Object.assign(closing, { untilMs, code, isNamed });
}
