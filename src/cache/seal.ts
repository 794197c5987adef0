import { createHmac, timingSafeEqual } from 'node:crypto';

/** How keys and entries look in a store that others may read and write. */
export interface Seal {
  /** The name of an entry in the store. What somebody could guess of it takes the secret to guess. */
  keyOf(key: string): string;
  /** One part of such a name. */
  partOf(part: string): string;
  /** What is stored under a key. */
  close(key: string, entry: unknown): string;
  /**
   * What `close` was given: undefined where nothing is stored. What was not closed for this key, or was changed since, comes
   * back as it is: no entry.
   */
  open(key: string, stored: unknown): unknown;
}

/** A SHA-256 in base64url. */
const MARK_LENGTH = 43;

/** Task and model: they tell nothing of what was asked. */
const NAMED_PARTS = 2;

/**
 * With a secret nobody without it can make an entry, change one, move it to another key, or find out by guessing what was
 * asked. Without one the mark still tells what was cut, changed or moved by accident, as by a connection that mixes up replies.
 */
export function createSeal(secret = ''): Seal {
  const digest = (kind: string, text: string) => createHmac('sha256', secret).update(`${kind}\n${text}`);
  const markOf = (key: string, text: string) => digest('entry', `${key}\n${text}`).digest('base64url');
  const partOf = (part: string) => (secret === '' ? part : digest('part', part).digest('hex').slice(0, part.length));
  return {
    partOf,
    keyOf: (key) =>
      key
        .split(':')
        .map((part, place) => (place < NAMED_PARTS ? part : partOf(part)))
        .join(':'),
    close(key, entry) {
      const text = JSON.stringify(entry);
      return markOf(key, text) + text;
    },
    open(key, stored) {
      if (stored === undefined || stored === null) return undefined;
      if (typeof stored !== 'string') return stored;
      const text = stored.slice(MARK_LENGTH);
      return isSame(stored.slice(0, MARK_LENGTH), markOf(key, text)) ? parsed(text) : stored;
    },
  };
}

/** In a time that does not tell where they differ. */
function isSame(one: string, other: string): boolean {
  const [bytes, others] = [Buffer.from(one), Buffer.from(other)];
  return bytes.length === others.length && timingSafeEqual(bytes, others);
}

/** The mark holds, so it is what was closed; without a secret anybody can make a mark. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
