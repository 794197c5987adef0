import type { Failure } from '../api/failure.ts';
import { FailureView } from '../results/failure-view.tsx';
import { Icon } from './icon.tsx';

/** Beside figures that could not be read again: what is shown is what was known. The banner says that the connection is lost. */
export function StaleNotice({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  if (failure.code === 'DISCONNECTED')
    return (
      <p className="notice warn">
        <Icon name="clock" size={15} /> What is shown here is from before the connection was lost.
      </p>
    );
  return (
    <section className="card">
      <FailureView failure={failure} onRetry={onRetry} />
    </section>
  );
}
