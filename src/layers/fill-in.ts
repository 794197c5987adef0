import type { Call, Outcome, Run } from '../model.ts';
import type { Options, Task } from '../task.ts';
import { movedBy } from './split.ts';

/** Asks `run` for the texts at `places` only; gives one outcome a place, in the order of `places`. */
export function runAt<T extends Task>(
  run: Run<T>,
  places: readonly number[],
  texts: readonly string[],
  options: Options<T>,
  call: Call,
): Promise<readonly Outcome<T>[]> {
  if (places.length === texts.length) return run(texts, options, call);
  const chosen = places.map((place) => texts[place] ?? '');
  return run(
    chosen,
    options,
    movedBy(call, (inPart) => places[inPart] ?? 0),
  );
}
