import { LingraphError } from './lingraph-error.ts';
import { waitBefore } from './retrying.ts';
import { type Bound, bound, type Patience, sleep } from './within-time.ts';

/** Enough to keep the gateway at work, few enough to leave room for others. */
const REQUESTS_AT_ONCE = 4;

/** A result for each text, in its place. */
export type Results<T> = readonly (T | LingraphError)[];

/** Asks once for up to 100 texts. */
export type AskOnce<T> = (texts: readonly string[], signal: AbortSignal) => Promise<Results<T>>;

/** Asks for all chunks, each in a request. A text that fails has its error in its place; rejects only with the reason of the caller's signal. */
export async function askBatch<T>(
  ask: AskOnce<T>,
  chunks: readonly (readonly string[])[],
  patience: Patience,
): Promise<Results<T>> {
  const results: Results<T>[] = [];
  const places = chunks.keys();
  const work = async () => {
    for (const place of places) results[place] = await askChunk(ask, chunks[place] ?? [], patience);
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, work));
  return results.flat();
}

/** Asks for one list, and again for those of its texts whose failure may pass while there is time. */
async function askChunk<T>(ask: AskOnce<T>, texts: readonly string[], patience: Patience): Promise<Results<T>> {
  const results: (T | LingraphError)[] = [];
  const within = bound(patience);
  let open = [...texts.keys()];
  try {
    for (let tried = 0; ; tried++) {
      const answers = await asFailures(
        ask,
        open.map((place) => texts[place] ?? ''),
        within,
      );
      answers.forEach((answer, position) => {
        results[open[position] ?? 0] = answer;
      });
      const waits = open.map((place) => ({ place, waitMs: waitBefore(results[place], tried) ?? Number.POSITIVE_INFINITY }));
      const again = waits.filter(({ waitMs }) => waitMs < within.leftMs());
      if (again.length === 0 || tried >= patience.retries) return results;
      open = again.map(({ place }) => place);
      await sleep(Math.max(...again.map(({ waitMs }) => waitMs)), patience.signal);
    }
  } finally {
    within.end();
  }
}

/** What fails as a whole fails for each text. */
async function asFailures<T>(ask: AskOnce<T>, texts: readonly string[], within: Bound): Promise<Results<T>> {
  try {
    return await ask(texts, within.signal);
  } catch (thrown) {
    const failure = within.reasonFor(thrown);
    if (failure instanceof LingraphError) return texts.map(() => failure);
    throw failure;
  }
}
