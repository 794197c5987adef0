/** What a request carries to its resolvers. */
import type { Gateway } from '../src/gateway.ts';
import type { Outcome } from '../src/model.ts';
import type { Task } from '../src/task.ts';
import { type Catalog, catalogOf } from './catalog.ts';
import { createGatherer, type Gather } from './gather.ts';
import { createPace, type Pace } from './pace.ts';
import { createTextRoom, type TextRoom } from './text-room.ts';

/** What the transport knows of a request. */
export interface Caller {
  requestId: string;
  tenant: string;
  /** Aborts when the caller has gone. Made on first use: most requests never ask. */
  signal(): AbortSignal;
  /** On the clock of `performance.now()`, in milliseconds. */
  deadline: number;
  /** The whole time a request has, in milliseconds: the most `routing.timeoutMs` may be. */
  longestMs: number;
  /** Whether the caller may see what others did, and change what is kept. */
  isAdmin: boolean;
  /** Takes one of the streams that may be open; gives what gives it back, or undefined when all are taken. */
  enterStream(): (() => void) | undefined;
  /** Present when the answer may be kept on its way to the caller. */
  cacheHint?: CacheHint;
}

/** Hears of every part of an answer, to tell how long it may be kept. */
export interface CacheHint {
  answered(outcomes: readonly Outcome<Task>[]): void;
  /** The answer holds what may be different at the next: a copy must not serve unasked. */
  ofThisMoment(): void;
  /** Nobody may keep the answer. */
  never(): void;
}

export interface RequestContext {
  caller: Caller;
  gateway: Gateway;
  gather: Gather;
  pace: Pace;
  /** What models wrote has its place here. */
  textRoom: TextRoom;
  /** What runs, as this request sees it. */
  catalog(): Catalog;
}

/** A context for one request; gatherer and catalog must not outlive it. */
export function createContext(gateway: Gateway, caller: Caller): RequestContext {
  let catalog: Catalog | undefined;
  return {
    caller,
    gateway,
    gather: createGatherer(gateway, caller),
    pace: createPace(),
    textRoom: createTextRoom(),
    catalog: () => {
      catalog ??= catalogOf(gateway);
      return catalog;
    },
  };
}
