import { catalog } from '../api/catalog.ts';
import { connection } from '../api/connection.ts';
import { useStore } from '../api/store.ts';
import { Link } from '../ui/link.tsx';

/** In one glance: does the gateway answer, and do its models work? */
export function GatewayBadge() {
  const { models, status } = useStore(catalog);
  const state = useStore(connection);
  const ready = models.filter((model) => model.state === 'READY').length;
  if (state === 'lost') return <span className="badge bad">Disconnected</span>;
  if (status === 'failed') return <span className="badge warn">Models unknown</span>;
  if (status !== 'ready' && models.length === 0) return <span className="badge">Connecting…</span>;
  const all = ready === models.length;
  return (
    <Link href="/models" className={all && ready > 0 ? 'badge good' : 'badge warn'}>
      {all ? `${ready} ${ready === 1 ? 'model' : 'models'} ready` : `${ready} of ${models.length} models ready`}
    </Link>
  );
}
