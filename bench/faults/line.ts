/** What one fault came to. */
export interface Line {
  /** The row of the fault matrix. */
  row: number;
  fault: string;
  /** `right`, `error`, `wrong`, `hang`; or what was answered of many. */
  answer: string;
  code: string;
  /** How many calls were made to models. */
  attempts: string;
  /** How long after its deadline the latest answer came, in milliseconds; 0 when none was late. */
  lateMs: number;
  /** Connections to the upstream that still carry a request after the answer. */
  sockets: number;
  /** For one text asked: what reached the upstreams, and the share that was answered right; absent where local models were asked. */
  upstream?: { calls: number; right: number };
  /** What else was measured. */
  figures: string;
  pass: boolean;
}

/** An answer may come this much after its deadline. */
export const LATE_MS = 100;

export const TABLE_HEAD = `| # | fault | answer | code | attempts | ms late | sockets left | figures | pass |
|---|---|---|---|---|---|---|---|---|
`;

export function tableRow({ row, fault, answer, code, attempts, lateMs, sockets, figures, pass }: Line): string {
  const cells = [row, fault, answer, code, attempts, lateMs, sockets, figures, pass ? 'yes' : '**no**'];
  return `| ${cells.join(' | ')} |\n`;
}

/**
 * What the upstreams were asked for each right answer, over the whole card: useless calls make it grow. Each line counts as one text,
 * or those that ask hundreds would hide the others.
 */
export function callsPerRight(lines: readonly Line[]): string {
  const sum = (of: 'calls' | 'right') => lines.reduce((total, { upstream }) => total + (upstream?.[of] ?? 0), 0);
  const [calls, right] = [sum('calls'), sum('right')];
  return `upstream calls per right answer: ${right > 0 ? (calls / right).toFixed(2) : 'none was right'} (${calls.toFixed(1)} for ${right.toFixed(1)})`;
}

/** The card in one sentence: what must be 0. */
export function verdict(lines: readonly Line[]): string {
  const count = (holds: (line: Line) => boolean) => lines.filter(holds).length;
  return [
    `${count(({ pass }) => pass)} of ${lines.length} pass`,
    `wrong answers passed on as right: ${count(({ answer }) => answer === 'wrong')}`,
    `hangs: ${count(({ answer }) => answer === 'hang')}`,
    `answers later than the deadline + ${LATE_MS} ms: ${count(({ lateMs }) => lateMs > LATE_MS)}`,
  ].join('; ');
}
