import { useEffect } from 'react';
import { readCatalog } from '../api/catalog.ts';
import { connection } from '../api/connection.ts';
import { send } from '../api/send.ts';
import { useStore } from '../api/store.ts';
import { PingDocument } from '../generated/graphql.ts';
import { Icon } from '../ui/icon.tsx';

const askEveryMs = 3000;

/** Says that the gateway does not answer, and keeps asking until it does. */
export function ConnectionBanner() {
  const lost = useStore(connection) === 'lost';
  useEffect(() => {
    if (!lost) return;
    const timer = setInterval(() => {
      // A gateway that holds connections and says nothing must not be left with more and more of them.
      send(PingDocument, {}, { signal: AbortSignal.timeout(askEveryMs) }).catch(() => undefined);
    }, askEveryMs);
    return () => {
      clearInterval(timer);
      // Whoever found it back: other models may run there now.
      void readCatalog();
    };
  }, [lost]);
  return (
    <div role="status">
      {lost && (
        <p className="banner">
          <Icon name="offline" />
          <span>
            <strong>Disconnected.</strong> The gateway does not answer; trying again every few seconds. What you typed stays.
          </span>
        </p>
      )}
    </div>
  );
}
