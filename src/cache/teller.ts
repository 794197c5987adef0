/** Hears of a store that is no longer what it was. */
export interface StoreWatch {
  /** It is left alone, for reading or for writing, from now on; or why, where that is found out later. */
  lost(problem: string): void;
  /** All of it is used again. */
  regained(): void;
  /** Something that answers do not need is not done any more. */
  limited(problem: string): void;
}

/** A store that is lost again so soon comes and goes, and has to be well for as long before that is told. */
const STEADY_MS = 60_000;

export interface Teller {
  /** How the store is, after every call of it; with why, where a call has said so. */
  note(isHealthy: boolean, problem: string | undefined): void;
  /** Told once. */
  limited(problem: string): void;
}

/** Tells of a store once each time it is lost and regained, and no more than that of one that comes and goes. */
export function createTeller(watch: StoreWatch | undefined, silence: string): Teller {
  const limits = new Set<string>();
  let lost: { problem: string; isUnsteady: boolean; toldMs: number } | undefined;
  let regainedMs = Number.NEGATIVE_INFINITY;
  let wellSinceMs: number | undefined;

  const tell = (problem: string, isUnsteady: boolean, now: number) => {
    lost = { problem, isUnsteady, toldMs: now };
    watch?.lost(isUnsteady ? `${problem} It comes and goes: told again when it has been well for a minute.` : problem);
  };
  const noteIll = (problem: string | undefined, now: number) => {
    wellSinceMs = undefined;
    if (!lost) return tell(problem ?? silence, now - regainedMs < STEADY_MS, now);
    const isNews = problem !== undefined && problem !== lost.problem;
    if (isNews && (lost.problem === silence || now - lost.toldMs >= STEADY_MS)) tell(problem, lost.isUnsteady, now);
  };
  const noteWell = (now: number) => {
    if (!lost) return;
    wellSinceMs ??= now;
    if (lost.isUnsteady && now - wellSinceMs < STEADY_MS) return;
    lost = undefined;
    regainedMs = now;
    watch?.regained();
  };
  return {
    note(isHealthy, problem) {
      if (isHealthy) noteWell(performance.now());
      else noteIll(problem, performance.now());
    },
    limited(problem) {
      if (limits.has(problem)) return;
      limits.add(problem);
      watch?.limited(problem);
    },
  };
}
