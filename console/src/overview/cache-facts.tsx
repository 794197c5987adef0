import type { OverviewQuery } from '../generated/graphql.ts';
import { bytes, count, counted } from '../ui/format.ts';

/** What the cache holds and has done. */
export function CacheFacts({ stats }: { stats: NonNullable<OverviewQuery['cacheStats']> }) {
  const facts: [string, string][] = [
    ['In memory', `${counted(stats.entries, 'answer')}, ${bytes(stats.bytes)}`],
    ['Hits', count(stats.hits)],
    ['Semantic hits', count(stats.semanticHits)],
    ['Misses', count(stats.misses)],
    ['Shared calls', count(stats.coalesced)],
    ['Served stale', count(stats.stale)],
  ];
  if (stats.storeHealthy !== null)
    facts.push([
      'Shared store',
      `${stats.storeHealthy ? 'answers' : 'does not answer'}, ${counted(stats.storeFailures ?? 0, 'failure')}`,
    ]);
  return (
    <section className="card stack" aria-labelledby="cache-title">
      <h2 id="cache-title">Cache since the start</h2>
      <dl className="facts columns">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
