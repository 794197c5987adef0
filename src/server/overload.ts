import type { ExecuteOperation } from './execute-operation.ts';
import type { Handler } from './graphql-handler.ts';
import { problem } from './http-problem.ts';
import { sendProblem } from './send.ts';

export interface OverloadSettings {
  /** From how much delay of the event loop on, in milliseconds; 0 looks at none. */
  maxEventLoopDelayMs?: number;
  /** From how much resident memory of this process on, in bytes; 0 looks at none. */
  maxMemoryBytes?: number;
}

/** Tells whether this process has more to do, or holds more, than it may before it refuses new requests. */
export interface Overload {
  isOver(): boolean;
  /** The same, but that new requests are refused while it is over. */
  handle(handler: Handler): Handler;
  executeOperation(executeOperation: ExecuteOperation): ExecuteOperation;
  close(): void;
}

/** What is measured, to be replaced by tests. */
export interface Gauges {
  nowMs(): number;
  memoryBytes(): number;
}

const HERE: Gauges = { nowMs: () => performance.now(), memoryBytes: () => process.memoryUsage.rss() };
/** A look so often costs nothing that can be measured. */
export const LOOK_MS = 100;

const OVERLOADED = problem('OVERLOADED', 'This process has more to do than it can. Send again later.', {
  'retry-after': '1',
});

/** Looks by a timer: as late as that comes, so late comes everything else. A delay is forgotten by half with each look. */
export function watchOverload(
  { maxEventLoopDelayMs = 0, maxMemoryBytes = 0 }: OverloadSettings,
  gauges: Gauges = HERE,
): Overload {
  const isOff = maxEventLoopDelayMs === 0 && maxMemoryBytes === 0;
  let lastMs = gauges.nowMs();
  let delayMs = 0;
  let isOver = false;
  const look = () => {
    const nowMs = gauges.nowMs();
    delayMs = Math.max(nowMs - lastMs - LOOK_MS, delayMs / 2);
    lastMs = nowMs;
    const isLate = maxEventLoopDelayMs > 0 && delayMs > maxEventLoopDelayMs;
    isOver = isLate || (maxMemoryBytes > 0 && gauges.memoryBytes() > maxMemoryBytes);
  };
  const refusing =
    (handler: Handler): Handler =>
    async (request, response, requestId) =>
      isOver ? sendProblem(response, OVERLOADED, requestId) : handler(request, response, requestId);
  const timer = isOff ? undefined : setInterval(look, LOOK_MS).unref();
  return {
    isOver: () => isOver,
    handle: (handler) => (isOff ? handler : refusing(handler)),
    executeOperation: (executeOperation) =>
      isOff ? executeOperation : async (...asked) => (isOver ? OVERLOADED : executeOperation(...asked)),
    close: () => clearInterval(timer),
  };
}
