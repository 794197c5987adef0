/** What the gateway takes in one request: so many texts, and a body of 1 MiB. */
const MAX_TEXTS = 100;
const MAX_BYTES = 900_000;
/** For texts beside options that leave them less: those are too large for any request, or nearly. */
const MIN_BYTES = 100_000;

/** Cuts texts, in their order, into lists that one request may carry beside their options. A text that is too large for any goes alone. */
export function chunksOf(texts: readonly string[], options: object = {}): string[][] {
  const chunks: string[][] = [];
  const most = Math.max(MAX_BYTES - bytesOf(options), MIN_BYTES);
  let bytes = most;
  for (const text of texts) {
    const size = bytesOf(text) + 20;
    const last = chunks.at(-1);
    bytes += size;
    if (last && last.length < MAX_TEXTS && bytes <= most) last.push(text);
    else {
      chunks.push([text]);
      bytes = size;
    }
  }
  return chunks;
}

const encoder = new TextEncoder();
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;
