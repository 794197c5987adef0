import type { Writable } from 'node:stream';

/** Text for one output: made harmless where a terminal reads it, colored where that is wanted. */
export interface Ink {
  plain(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warm(text: string): string;
}

const same = (text: string) => text;

/** For text that is put into other text, which is made harmless later. */
export const PLAIN_INK: Ink = { plain: same, strong: same, faint: same, good: same, bad: same, warm: same };

/**
 * Control characters can move the cursor or retitle the window, and bidi controls can reorder what is read;
 * only tab and line feed are let through.
 */
const HARMFUL = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;

/** Without the characters by which a text could do more to a terminal than be read. */
export function terminalSafe(text: string): string {
  return text.replace(HARMFUL, '');
}

export type Output = Writable & { isTTY?: boolean };

/** What is not a terminal gets the text as it is, so that files and pipes hold exact data. */
export function inkFor(output: Output, color: boolean): Ink {
  const plain = output.isTTY ? terminalSafe : same;
  const style = (code: number) => (text: string) =>
    output.isTTY && color ? `\u001b[${code}m${plain(text)}\u001b[0m` : plain(text);
  return { plain, strong: style(1), faint: style(2), good: style(32), bad: style(31), warm: style(33) };
}
