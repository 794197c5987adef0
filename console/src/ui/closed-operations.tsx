import type { Failure } from '../api/failure.ts';
import { FailureView } from '../results/failure-view.tsx';

/** What stands where the operations of the gateway would: closed by its settings, or failed. */
export function ClosedOperations({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  if (failure.code !== 'FORBIDDEN')
    return (
      <section className="card">
        <FailureView failure={failure} onRetry={onRetry} />
      </section>
    );
  return (
    <section className="card stack">
      <h2>Closed by the settings</h2>
      <p>{failure.message}</p>
      <p className="hint">Whoever runs this gateway can open its operations in the settings file.</p>
    </section>
  );
}
