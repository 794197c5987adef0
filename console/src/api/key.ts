import { tabStorage } from './kept.ts';
import { createStore } from './store.ts';

const stored = createStore(tabStorage.read('key') ?? '');

/** The API key that requests of this browser tab carry; empty for none. It is forgotten when the tab closes. */
export const apiKey = {
  ...stored,
  set(key: string): void {
    tabStorage.write('key', key || undefined);
    stored.set(key);
  },
};

export function keyHeaders(): Record<string, string> {
  const key = apiKey.get();
  return key ? { authorization: `Bearer ${key}` } : {};
}
