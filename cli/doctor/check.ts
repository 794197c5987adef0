/** One finding of the doctor. */
export interface Check {
  name: string;
  state: 'ok' | 'warning' | 'failed';
  found: string;
  /** What to do about it; absent when all is well. */
  advice?: string;
}
