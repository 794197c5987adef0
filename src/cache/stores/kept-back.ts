import { randomBytes } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';

/** What a step of a deletion may write before the file itself gets smaller. */
export const KEPT_BACK_BYTES = 8_000_000;

/**
 * Room on the disk that is kept back beside a file of the cache, as another file: on a full disk nothing can be deleted
 * from a database, since that writes too.
 */
export interface KeptBack {
  /** Takes the room where it is not taken, and there is any. */
  take(): void;
  giveBack(): void;
}

export function keepBack(path: string): KeptBack {
  const room = `${path}-room`;
  const giveBack = () => rmSync(room, { force: true });
  return {
    giveBack,
    take() {
      if (statSync(room, { throwIfNoEntry: false })?.size === KEPT_BACK_BYTES) return;
      try {
        writeFileSync(room, randomBytes(KEPT_BACK_BYTES)); // zeros would take no room where the disk packs them
      } catch {
        giveBack();
      }
    },
  };
}
