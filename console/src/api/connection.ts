import { createStore } from './store.ts';

/** `unknown` until the first answer; `lost` when the last request did not reach the gateway. */
export const connection = createStore<'unknown' | 'open' | 'lost'>('unknown');
