import { CliFailure } from '../cli-failure.ts';

/** Longer than any text a task takes; what has no line end must not fill the memory. */
const MAX_CHARACTERS = 1_000_000;

function checkLength(text: string): string {
  if (text.length > MAX_CHARACTERS) throw new CliFailure(`A line is longer than ${MAX_CHARACTERS} characters.`);
  return text;
}

/**
 * Reads UTF-8 text as lines, without their ends. Gives them in the groups in which they arrive, so that lines
 * which trickle in are answered at once and never more than one chunk is held. A byte order mark is dropped.
 * Throws CliFailure for a line over a million characters.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  const take = (text: string): string[] => {
    const lines = (rest + text).split('\n');
    rest = checkLength(lines.pop() ?? '');
    return lines.map((line) => checkLength(line.endsWith('\r') ? line.slice(0, -1) : line));
  };
  for await (const chunk of chunks) {
    const lines = take(decoder.decode(chunk, { stream: true }));
    if (lines.length > 0) yield lines;
  }
  const last = [...take(decoder.decode()), ...(rest === '' ? [] : [rest])];
  if (last.length > 0) yield last;
}

/** Reads everything as one text, without the line end that closes a file. Throws CliFailure over a million characters. */
export async function readWhole(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_CHARACTERS) throw new CliFailure(`The text is longer than ${MAX_CHARACTERS} characters.`);
  }
  return (text + decoder.decode()).replace(/\r?\n$/, '');
}
