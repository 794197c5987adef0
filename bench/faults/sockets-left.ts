const PATIENCE_MS = 2_000;
const LOOK_MS = 20;

/** How many connections carry a request still: they close a moment after the answer. */
export async function socketsLeft({ busySockets }: { busySockets(): number }): Promise<number> {
  for (let waited = 0; waited < PATIENCE_MS && busySockets() > 0; waited += LOOK_MS)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return busySockets();
}
