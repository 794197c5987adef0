import { createStore, useStore } from './api/store.ts';

export interface Place {
  path: string;
  query: URLSearchParams;
  /** What follows `#`: a browser never sends it, so a shared text reaches no log. */
  fragment: URLSearchParams;
}

const here = (): Place => ({
  path: location.pathname,
  query: new URLSearchParams(location.search),
  fragment: new URLSearchParams(location.hash.slice(1)),
});

const place = createStore(here());
addEventListener('popstate', () => place.set(here()));

export function usePlace(): Place {
  return useStore(place);
}

export function currentPlace(): Place {
  return place.get();
}

/** Goes to an address of the console; with `replace` the back button skips the present one. */
export function navigate(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search + location.hash) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  place.set(here());
}
