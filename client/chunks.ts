/** What the gateway takes in one request: so many texts, and a body of 1 MiB. */
const MOST_TEXTS = 100;
const MOST_BYTES = 900_000;

/** Cuts texts, in their order, into lists that one request may carry. A text that is too large for any goes alone. */
export function chunksOf(texts: readonly string[]): string[][] {
  const chunks: string[][] = [];
  const encoder = new TextEncoder();
  let bytes = MOST_BYTES;
  for (const text of texts) {
    const size = encoder.encode(JSON.stringify(text)).length + 20;
    const last = chunks.at(-1);
    bytes += size;
    if (last && last.length < MOST_TEXTS && bytes <= MOST_BYTES) last.push(text);
    else {
      chunks.push([text]);
      bytes = size;
    }
  }
  return chunks;
}
