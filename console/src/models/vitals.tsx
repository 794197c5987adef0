import type { ModelCardFragment } from '../generated/graphql.ts';
import { count, milliseconds, percent, words } from '../ui/format.ts';

type ModelVitals = NonNullable<ModelCardFragment['vitals']>;

/** How a model has done of late, in one line. */
export function vitalsLine({ p50Ms, p95Ms, latencyMs, errorShare, breaker }: ModelVitals): string {
  const parts = [
    p50Ms !== null && p95Ms !== null ? `p50 ${milliseconds(p50Ms)}, p95 ${milliseconds(p95Ms)}` : undefined,
    p50Ms === null && latencyMs !== null ? `${milliseconds(latencyMs)} a call` : undefined,
    errorShare > 0 ? `${percent(errorShare)} failed` : undefined,
    breaker && breaker !== 'CLOSED' ? `breaker ${words(breaker).toLowerCase()}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** How a model has done of late. */
export function Vitals({ vitals }: { vitals: ModelVitals }) {
  const time = (value: number | null) => (value === null ? 'too few calls' : milliseconds(value));
  const facts: [string, string][] = [
    ['Calls', count(vitals.calls)],
    ['Mean time', time(vitals.latencyMs)],
    ['p50', time(vitals.p50Ms)],
    ['p95', time(vitals.p95Ms)],
    ['Failed', percent(vitals.errorShare)],
    ['Last used', vitals.lastUsed === null ? 'never' : new Date(vitals.lastUsed).toLocaleString()],
    ['Breaker', vitals.breaker === null ? 'none: the model runs here' : words(vitals.breaker)],
  ];
  if (vitals.coolDownLeftMs > 0) facts.push(['Refused for', milliseconds(vitals.coolDownLeftMs)]);
  return (
    <section className="card stack" aria-labelledby="vitals-title">
      <h2 id="vitals-title">Of late</h2>
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
