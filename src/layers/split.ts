import type { ErrorCode } from '../errors.ts';
import type { Call, Outcome, Run } from '../model.ts';
import type { Task } from '../task.ts';
import { withChanges } from '../with-changes.ts';

/**
 * Cuts lists to what the model takes at once; the parts run side by side, at most `atOnce` of them, and their outcomes keep
 * their place. A list asks for no more places than there are, or its own parts would crowd each other out.
 */
export function split<T extends Task>(run: Run<T>, maxBatch: number, atOnce = Number.POSITIVE_INFINITY): Run<T> {
  const inParts: Run<T> = async (texts, options, call) => {
    const starts = Array.from({ length: Math.ceil(texts.length / maxBatch) }, (_, part) => part * maxBatch);
    const parts: (readonly Outcome<T>[])[] = [];
    const ahead = starts.entries();
    const workThrough = async () => {
      for (const [part, start] of ahead) {
        const moved = movedBy(call, (place) => place + start);
        parts[part] = await run(texts.slice(start, start + maxBatch), options, moved);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, starts.length) }, workThrough));
    return parts.flat();
  };
  return (texts, options, call) => (texts.length <= maxBatch ? run : inParts)(texts, options, call);
}

/** The call as a part of its list sees it: places in the part are translated into places in the whole. */
export function movedBy(call: Call, place: (inPart: number) => number): Call {
  const { emit, restart } = call;
  if (!emit) return call;
  return withChanges(call, {
    emit: (inPart: number, delta: string) => emit(place(inPart), delta),
    ...(restart ? { restart: (inPart: number, reason: ErrorCode) => restart(place(inPart), reason) } : {}),
  });
}
