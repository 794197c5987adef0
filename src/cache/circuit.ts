import { CircuitState, ConsecutiveBreaker, ConstantBackoff, circuitBreaker, handleAll } from 'cockatiel';

const FAILURES_IN_A_ROW = 3;
const LEFT_ALONE_MS = 1_000;

export type Circuit = ReturnType<typeof createCircuit>;

/** Leaves what keeps failing alone for a second at a time. */
export function createCircuit() {
  return circuitBreaker(handleAll, {
    halfOpenAfter: new ConstantBackoff(LEFT_ALONE_MS),
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
}

export const isClosed = ({ state }: Circuit): boolean => state === CircuitState.Closed;
