/** What waits in memory for the other side of a connection: a request that is still arriving, an answer that is not read. */
export interface Waiting {
  /** Gives it up, so that its memory becomes free. */
  cut(): void;
}

export interface WaitingRoom {
  /** Says how many bytes wait for it now; 0 forgets it. Past the bound, what has waited longest is cut until the rest fits. */
  hold(waiting: Waiting, bytes: number): void;
}

/**
 * Bounds what all connections of a server keep in memory together. Whoever is slow on purpose has waited longest, so it is
 * cut first, and who sends and reads at once finds room however many are slow.
 */
export function createWaitingRoom(mostBytes: number): WaitingRoom {
  const held = new Map<Waiting, number>(); // in the order in which they began to wait
  let sum = 0;
  const set = (waiting: Waiting, bytes: number) => {
    sum += bytes - (held.get(waiting) ?? 0);
    if (bytes > 0) held.set(waiting, bytes);
    else held.delete(waiting);
  };
  return {
    hold(waiting, bytes) {
      set(waiting, bytes);
      for (const oldest of held.keys()) {
        if (sum <= mostBytes) return;
        set(oldest, 0);
        oldest.cut();
      }
    },
  };
}
