import type { Line } from './line.ts';

/** A gateway that serves, as faults see it. */
export interface TestGateway {
  /** http://127.0.0.1:port */
  url: string;
  /** How long a caller gives it who says nothing else, 5 s unless set. */
  callerMs?: number;
  /** What it has logged of late. */
  output(): string;
  /** The most memory it has had since the last look, in bytes; undefined where this machine does not tell. */
  peakBytes(): number | undefined;
  close(): Promise<void>;
}

/** What a row of the fault card is given. */
export interface FaultBench {
  /** Starts a gateway with these settings. It is closed after the row. */
  open(settings: object): Promise<TestGateway>;
  /** Closes after the row what was started for it. */
  own<Started extends { close(): Promise<unknown> }>(started: Promise<Started>): Promise<Started>;
}

/** One or more rows of the fault matrix. */
export interface FaultRow {
  rows: readonly number[];
  run(bench: FaultBench): Promise<readonly Line[]>;
}

/** Runs a row, and closes what it started, whatever becomes of it. */
export async function runRow({ rows, run }: FaultRow, open: FaultBench['open']): Promise<readonly Line[]> {
  const started: { close(): Promise<unknown> }[] = [];
  const own: FaultBench['own'] = async (starting) => {
    const one = await starting;
    started.push(one);
    return one;
  };
  try {
    return await run({ own, open: (settings) => own(open(settings)) });
  } catch (thrown) {
    const figures = thrown instanceof Error ? thrown.message.replaceAll(/[|\n]/g, ' ') : String(thrown);
    const nothing = { code: '', attempts: '', lateMs: 0, sockets: 0 };
    return [{ row: rows[0] ?? 0, fault: 'the row itself', answer: 'failed', ...nothing, figures, pass: false }];
  } finally {
    for (const one of started.reverse()) await one.close();
  }
}
