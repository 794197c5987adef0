/** Storage that may be full, or switched off in the browser: reading gives undefined then, writing gives false. */
export interface Kept {
  read(name: string): string | undefined;
  write(name: string, value: string | undefined): boolean;
}

function keptIn(area: 'sessionStorage' | 'localStorage'): Kept {
  return {
    read(name) {
      try {
        return globalThis[area].getItem(`lingraph.${name}`) ?? undefined;
      } catch {
        return undefined;
      }
    },
    write(name, value) {
      try {
        if (value === undefined) globalThis[area].removeItem(`lingraph.${name}`);
        else globalThis[area].setItem(`lingraph.${name}`, value);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Kept until the browser tab closes: what was typed, the API key. */
export const tabStorage = keptIn('sessionStorage');
/** Kept until it is cleared: how the console looks and behaves. */
export const browserStorage = keptIn('localStorage');
