import type { ErrorCode } from '../src/errors.ts';

/** A piece of text, or the news that what came before is void. */
type Piece = { __typename: 'TextDelta'; text: string } | { __typename: 'Restarted'; reason: ErrorCode };

export interface Deltas {
  add(delta: string): void;
  /** What was added is void. Nobody hears of it when nothing was taken yet. */
  restart(reason: ErrorCode): void;
  /** Nothing more will be added. */
  close(): void;
  /** The next piece, as soon as enough has come or waited long enough; undefined after `close`. */
  next(): Promise<Piece | undefined>;
  /** What is still to be told so that all pieces since the last Restarted make `text`. `reason`: why what was told is void, if it is. */
  rest(text: string, reason: ErrorCode): readonly Piece[];
}

/** A delta waits this long for others to join it, unless they have this many UTF-16 units together. */
const GATHER_MS = 30;
const ENOUGH_UNITS = 64;

interface Telling {
  waiting: string;
  /** What was told since the last Restarted. */
  told: string;
  /** Why what was told is void, until that is told as well. */
  voidBy?: ErrorCode;
}

/**
 * Gathers small deltas into pieces worth sending. What a slow reader leaves waiting becomes one piece;
 * `onOverflow` hears when that would have more than `mostUnits`.
 */
export function createDeltas(mostUnits: number, onOverflow: () => void): Deltas {
  const telling: Telling = { waiting: '', told: '' };
  let hasTold = false;
  let isOpen = true;
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  let wake = () => {};
  const isReady = () => !isOpen || isDue || telling.voidBy !== undefined || telling.waiting.length >= ENOUGH_UNITS;
  const look = () => {
    if (isReady()) wake();
  };
  const stopWaiting = () => {
    clearTimeout(timer);
    timer = undefined;
    isDue = false;
  };
  const becomeDue = () => {
    isDue = true;
    look();
  };
  return {
    add(delta) {
      if (!isOpen || delta === '') return;
      telling.waiting += delta;
      timer ??= setTimeout(becomeDue, GATHER_MS);
      if (telling.waiting.length > mostUnits) onOverflow();
      look();
    },
    restart(reason) {
      stopWaiting();
      telling.waiting = '';
      if (telling.told !== '') telling.voidBy = reason;
      look();
    },
    close() {
      stopWaiting();
      isOpen = false;
      look();
    },
    async next() {
      if (!isReady()) await new Promise<void>((resolve) => (wake = resolve));
      if (!isOpen) return undefined;
      hasTold = true;
      if (telling.voidBy === undefined) stopWaiting();
      return takeFrom(telling);
    },
    rest: (text, reason) => (hasTold || telling.waiting !== '' ? restOf(telling, text, reason) : []),
  };
}

function takeFrom(telling: Telling): Piece {
  const { waiting, voidBy } = telling;
  if (voidBy !== undefined) {
    telling.voidBy = undefined;
    telling.told = '';
    return { __typename: 'Restarted', reason: voidBy };
  }
  telling.waiting = '';
  telling.told += waiting;
  return { __typename: 'TextDelta', text: waiting };
}

function restOf({ told, voidBy }: Telling, text: string, reason: ErrorCode): readonly Piece[] {
  if (voidBy === undefined && text === told) return [];
  if (voidBy === undefined && text.startsWith(told)) return [{ __typename: 'TextDelta', text: text.slice(told.length) }];
  return [
    { __typename: 'Restarted', reason: voidBy ?? reason },
    { __typename: 'TextDelta', text },
  ];
}
