const CONNECT_MS = 500;

/** Waits for a first connection, but not long: calls have a shorter limit than connecting takes. Never rejects. */
export async function connected(first: Promise<unknown>): Promise<void> {
  const enough = new Promise((resolve) => setTimeout(resolve, CONNECT_MS).unref());
  await Promise.race([first.catch(() => undefined), enough]);
}
