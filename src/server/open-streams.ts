export interface OpenStreams {
  /** Takes one of the streams that may be open; gives what gives it back, or undefined when all are taken. */
  enter(): (() => void) | undefined;
  /** Calls `end` at `endAll`; gives what forgets it. */
  watch(end: () => void): () => void;
  /** Ends every stream that is watched. */
  endAll(): void;
}

/** The streams of one server, of which `most` may be open at once. */
export function createOpenStreams(most: number): OpenStreams {
  const taken = new Set<object>();
  const ends = new Set<() => void>();
  return {
    enter() {
      if (taken.size >= most) return undefined;
      const place = {};
      taken.add(place);
      return () => taken.delete(place);
    },
    watch(end) {
      ends.add(end);
      return () => ends.delete(end);
    },
    endAll() {
      for (const end of ends) end();
    },
  };
}
