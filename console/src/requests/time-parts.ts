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
  const before = phases
    .filter(({ kind }) => kind === 'PREPARE')
    .map((phase) => partOf(phase, attempts.length === 0 && failed > 0));
  const tries = attempts.flatMap((attempt, place): TimePart[] => {
    const { outcome, code } = attempt;
    const name = `${attempt.model}: ${words(outcome)}`;
    if (outcome.startsWith(passedOver))
      return [{ label: name, kind: 'PASSED_OVER', failed: true, code, startMs: 0, lengthMs: 0 }];
    return phases
      .filter(({ attempt: of, kind, lengthMs }) => of === place && (kind !== 'QUEUE' || lengthMs >= shortestWaitMs))
      .map((phase) =>
        phase.kind === 'QUEUE'
          ? { ...partOf(phase, false), label: `${attempt.model}: waited for a place` }
          : { ...partOf(phase, outcome !== 'OK'), label: name, code },
      );
  });
  return [...before, ...tries];
}

function partOf({ kind, startMs, lengthMs }: Phase, isFailed: boolean): TimePart {
  return { label: 'Checks, language, cache', kind, failed: isFailed, code: null, startMs, lengthMs };
}

/** How long the line of time is: to the end of the request, or of whatever ended last. */
export const wholeOf = (latencyMs: number, parts: readonly TimePart[]): number =>
  Math.max(latencyMs, 0.1, ...parts.map(({ startMs, lengthMs }) => startMs + lengthMs));
