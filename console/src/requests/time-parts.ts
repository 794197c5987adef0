import type { RequestRowFragment } from '../generated/graphql.ts';
import { words } from '../ui/format.ts';

type Phase = RequestRowFragment['phases'][number];

/** One line of a waterfall: a part of a request's time, and where it stands on the line of the whole. */
export interface TimePart {
  label: string;
  kind: Phase['kind'] | 'PASSED_OVER';
  failed: boolean;
  code: string | null;
  startMs: number;
  lengthMs: number;
}

const passedOver = 'SKIPPED_';
/** Shorter waits are only the way from one part of the gateway to the next. */
const shortestWaitMs = 1;

/** The parts of a request's time in their order, with the models that were passed over where they were. */
export function timeParts({ phases, attempts, failed }: RequestRowFragment): readonly TimePart[] {
  const isRefused = attempts.length === 0 && failed > 0;
  const ofKind = (wanted: Phase['kind']) => phases.filter(({ kind }) => kind === wanted);
  const before = ofKind('PREPARE').map((phase) => partOf(phase, 'Checks and language', isRefused));
  const lookUps = ofKind('CACHE').map((phase) => partOf(phase, 'Looking for a cached answer'));
  const tries = attempts.flatMap(({ model, outcome, code }, place): TimePart[] => {
    const name = `${model}: ${outcome === 'OK' ? 'answered' : words(outcome).toLowerCase()}`;
    if (outcome.startsWith(passedOver))
      return [{ label: name, kind: 'PASSED_OVER', failed: true, code, startMs: 0, lengthMs: 0 }];
    return phases
      .filter(({ attempt, kind, lengthMs }) => attempt === place && (kind !== 'QUEUE' || lengthMs >= shortestWaitMs))
      .map((phase) =>
        phase.kind === 'QUEUE' ? partOf(phase, `${model}: waited for a place`) : partOf(phase, name, outcome !== 'OK', code),
      );
  });
  return [...before, ...inTurn(tries, lookUps)];
}

/** The tries with each search for a cached answer in front of the first that ended after it began. */
function inTurn(tries: readonly TimePart[], lookUps: readonly TimePart[]): readonly TimePart[] {
  const parts = [...tries];
  for (const lookUp of lookUps) {
    const next = parts.findIndex(({ startMs, lengthMs }) => startMs + lengthMs > lookUp.startMs);
    parts.splice(next < 0 ? parts.length : next, 0, lookUp);
  }
  return parts;
}

function partOf({ kind, startMs, lengthMs }: Phase, label: string, isFailed = false, code: TimePart['code'] = null): TimePart {
  return { label, kind, failed: isFailed, code, startMs, lengthMs };
}

/** How long the line of time is: to the end of the request, or of whatever ended last. */
export const wholeOf = (latencyMs: number, parts: readonly TimePart[]): number =>
  Math.max(latencyMs, 0.1, ...parts.map(({ startMs, lengthMs }) => startMs + lengthMs));
