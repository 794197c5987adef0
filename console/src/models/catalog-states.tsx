import { type ReactNode, useEffect } from 'react';
import { catalog, readCatalog } from '../api/catalog.ts';
import { useStore } from '../api/store.ts';
import { FailureView } from '../results/failure-view.tsx';
import { Link } from '../ui/link.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';

/** Reads the models anew and shows `children` once there are some; until then what keeps them away. */
export function CatalogStates({ children }: { children: ReactNode }) {
  const { status, models, failure } = useStore(catalog);
  useEffect(() => void readCatalog(), []);
  if (failure && models.length === 0)
    return (
      <section className="card">
        <FailureView failure={failure} onRetry={() => void readCatalog()} />
      </section>
    );
  if (status !== 'ready' && models.length === 0) return <output className="skeleton" aria-label="Reading the list of models" />;
  if (models.length === 0)
    return (
      <section className="card stack">
        <h2>No models yet</h2>
        <p>
          This gateway runs no model. Name a backend in its settings file, or put a model folder under <code>models/</code>, and
          start it again.
        </p>
        <p>
          <Link href="/playground">Back to the playground</Link>
        </p>
      </section>
    );
  return (
    <>
      {failure && <StaleNotice failure={failure} onRetry={() => void readCatalog()} />}
      {children}
    </>
  );
}
