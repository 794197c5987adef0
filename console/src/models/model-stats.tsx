import type { ModelCardFragment } from '../generated/graphql.ts';
import { count, milliseconds, percent, words } from '../ui/format.ts';

type ModelStats = NonNullable<ModelCardFragment['stats']>;

/** How a model has done recently, in one line. */
export function statsLine({ p50Ms, p95Ms, latencyMs, errorRate, breaker }: ModelStats): string {
  const parts = [
    p50Ms !== null && p95Ms !== null ? `p50 ${milliseconds(p50Ms)}, p95 ${milliseconds(p95Ms)}` : undefined,
    p50Ms === null && latencyMs !== null ? `${milliseconds(latencyMs)} a call` : undefined,
    errorRate > 0 ? `${percent(errorRate)} failed` : undefined,
    breaker && breaker !== 'CLOSED' ? `breaker ${words(breaker).toLowerCase()}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** How a model has done recently. */
export function ModelStats({ stats }: { stats: ModelStats }) {
  const time = (value: number | null) => (value === null ? 'too few calls' : milliseconds(value));
  const facts: [string, string][] = [
    ['Calls', count(stats.calls)],
    ['Mean time', time(stats.latencyMs)],
    ['p50', time(stats.p50Ms)],
    ['p95', time(stats.p95Ms)],
    ['Failed', percent(stats.errorRate)],
    ['Last used', stats.lastUsed === null ? 'never' : new Date(stats.lastUsed).toLocaleString()],
    ['Breaker', stats.breaker === null ? 'none: the model runs here' : words(stats.breaker)],
  ];
  if (stats.openLeftMs > 0) facts.push(['Refused for', milliseconds(stats.openLeftMs)]);
  return (
    <section className="card stack" aria-labelledby="stats-title">
      <h2 id="stats-title">Recently</h2>
      <dl className="facts">
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
