import { setImmediate } from 'node:timers/promises';

/** Undefined when a piece of work of that many values may be done at once; else resolves in the turn of the event loop that it has. */
export type Pace = (values: number) => Promise<void> | undefined;

/** Takes a few milliseconds. */
const MAX_A_TURN = 3_000;

/** Spreads the work of one request over turns of the event loop, so that a large answer does not hold up everybody. */
export function createPace(): Pace {
  let values = 0;
  let turn: Promise<void> | undefined;
  return (more) => {
    values += more;
    if (values > MAX_A_TURN) {
      values = more;
      turn = nextTurn(turn);
    }
    return turn;
  };
}

async function nextTurn(before: Promise<void> | undefined): Promise<void> {
  await before;
  await setImmediate();
}
