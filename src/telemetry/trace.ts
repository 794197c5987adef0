import type { LookUp, Trace } from '../account.ts';

const NOTHING = () => undefined;

/** How the time of a request goes before models are asked. A class, since one is made for every request. */
export class RequestTrace implements Trace {
  readonly lookUps: LookUp[] = [];

  /** One note for all texts of a list, and one for a search that goes on. */
  lookedUp(startedAt: number): void {
    const last = this.lookUps.at(-1);
    const endedAt = performance.now();
    if (last?.startedAt === startedAt) last.endedAt = endedAt;
    else this.lookUps.push({ startedAt: startedAt, endedAt });
  }

  /** Each attempt tells its own wait. */
  queued(): () => void {
    return NOTHING;
  }
}
