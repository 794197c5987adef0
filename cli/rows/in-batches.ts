/** The most texts the gateway takes in one batch field. */
const MAX_TEXTS = 100;
/** Far below the body the server reads, and so few that the batches under way do not fill a queue. A longer text goes alone. */
const MAX_BYTES = 50_000;

type Groups = AsyncIterable<readonly string[]> | Iterable<readonly string[]>;

/** Cuts groups of texts into batches that one request may carry. Never waits to fill one. */
export async function* inBatches(groups: Groups): AsyncGenerator<string[]> {
  for await (const group of groups) {
    let batch: string[] = [];
    let bytes = 0;
    for (const text of group) {
      const size = Buffer.byteLength(text);
      if (batch.length === MAX_TEXTS || (batch.length > 0 && bytes + size > MAX_BYTES)) {
        yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(text);
      bytes += size;
    }
    if (batch.length > 0) yield batch;
  }
}
