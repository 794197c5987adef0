import { browserStorage } from '../api/kept.ts';
import { createStore } from '../api/store.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const isTheme = (name: string | undefined): name is Theme => THEMES.some((theme) => theme === name);

function read(): Theme {
  const kept = browserStorage.read('theme');
  return isTheme(kept) ? kept : 'system';
}

function show(name: Theme): void {
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}

const stored = createStore(read());
show(stored.get());

/** Light, dark, or what the system says. */
export const theme = {
  ...stored,
  set(name: Theme): void {
    browserStorage.write('theme', name);
    show(name);
    stored.set(name);
  },
};
