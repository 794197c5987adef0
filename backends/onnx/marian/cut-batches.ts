const MAX_ROWS = 32;
/** Bounds how long the encoder runs at a stretch; beyond eight rows a larger batch is hardly faster. */
const MAX_PADDED_TOKENS = 1024;

/** Sorts parts of texts by length, longest first, and cuts them into batches whose padded size stays bounded. */
export function cutBatches<Part extends { ids: readonly number[] }>(parts: readonly Part[]): Part[][] {
  const batches: Part[][] = [];
  for (const part of [...parts].sort((one, other) => other.ids.length - one.ids.length)) {
    const batch = batches.at(-1);
    const rows = (batch?.length ?? 0) + 1;
    const fits = rows <= MAX_ROWS && rows * (batch?.[0]?.ids.length ?? 0) <= MAX_PADDED_TOKENS;
    if (batch && fits) batch.push(part);
    else batches.push([part]);
  }
  return batches;
}
