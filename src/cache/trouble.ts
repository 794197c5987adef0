/** What is the matter with a store, in our own words: also callers may see them. */
export interface Trouble {
  /** What was found, and what to do. */
  problem: string;
  /** It does not pass by itself: what was refused would be refused again. */
  lasts?: boolean;
}

/** What the log says of an error that nobody explains. */
export function inWords(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
