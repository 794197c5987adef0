import type { Child } from './support/child.ts';
import type { Cores } from './support/cores.ts';
import type { Portkey } from './support/portkey.ts';

/** What a row of the bench is given. */
export interface Bench {
  /** Rounds that count, and the seconds of each contestant in a round. */
  rounds: number;
  seconds: number;
  /** Of the run at a steady rate. */
  steadySeconds: number;
  /** Of the run over distinct keys. */
  keys: number;
  cores: Cores;
  /** The `dist` folder of another build to compare with. */
  beside?: string;
  /** Ends the process after the row. */
  own<Started extends Pick<Child, 'end'>>(child: Promise<Started>): Promise<Started>;
  /** Installed on first use. Rejects where the registry cannot be reached. */
  portkey(): Promise<Portkey>;
}

/** One line of the table. */
export interface Line {
  what: string;
  measured: string;
  target: string;
  /** Absent where nothing is promised, or nothing could be measured. */
  met?: boolean;
  /** Every figure behind it, for the JSON. */
  figures: Readonly<Record<string, number | readonly number[]>>;
}

export interface Row {
  name: string;
  run(bench: Bench): Promise<readonly Line[]>;
}
