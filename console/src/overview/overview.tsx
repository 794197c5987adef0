import '../styles/models.css';
import '../styles/compare.css';
import '../styles/operations.css';
import '../styles/charts.css';
import { useMemo } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { useAnswer } from '../api/use-answer.ts';
import { OverviewDocument } from '../generated/graphql.ts';
import { ClosedOperations } from '../ui/closed-operations.tsx';
import { Link } from '../ui/link.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';
import { CacheFacts } from './cache-facts.tsx';
import { Chart } from './chart.tsx';
import { figuresOf } from './figures.ts';
import { groupsOf } from './groups.ts';
import { minutesOf, type Series } from './minutes.ts';
import { Narrow } from './narrow.tsx';
import { type Narrowing, narrowed, useNarrowing } from './narrowing.ts';
import { Shadows } from './shadows.tsx';
import { Tiles } from './tiles.tsx';

const readEveryMs = 10_000;

function Figures({ metrics, narrowing }: { metrics: readonly Series[]; narrowing: Narrowing }) {
  const { task, model, tenant, by, span } = narrowing;
  const { minutes, figures } = useMemo(() => {
    const [now, shown] = [serverNow(), narrowed(metrics, { task, model, tenant })];
    const together = minutesOf(shown, Number(span), now);
    const groups = by ? groupsOf(shown, by, Number(span), now) : undefined;
    return { minutes: together, figures: figuresOf(together, groups) };
  }, [metrics, task, model, tenant, by, span]);
  const isQuiet = minutes.every(({ requests }) => requests === 0);
  return (
    <>
      <Tiles minutes={minutes} />
      {isQuiet && (
        <p className="empty">
          <span>
            {metrics.length === 0
              ? 'Nothing was asked in the last hour.'
              : 'Nothing that fits the filters was asked in this time.'}{' '}
            Send something from the <Link href="/playground">playground</Link>.
          </span>
        </p>
      )}
      {!isQuiet && (
        <div className="charts">
          {figures.map((figure) => (
            <Chart key={figure.title} figure={figure} />
          ))}
        </div>
      )}
    </>
  );
}

/** What this gateway did in the last hour. */
export function Overview() {
  const { data, failure, read } = useAnswer(OverviewDocument, { minutes: 60 }, readEveryMs);
  const narrowing = useNarrowing();
  if (failure && !data) return <ClosedOperations failure={failure} onRetry={read} />;
  if (!data) return <output className="skeleton" aria-label="Reading the figures" />;
  return (
    <>
      <Narrow series={data.metrics} narrowing={narrowing} />
      {failure && <StaleNotice failure={failure} onRetry={read} />}
      <Figures metrics={data.metrics} narrowing={narrowing} />
      <CacheFacts stats={data.cacheStats} />
      <Shadows shadows={data.shadows} />
    </>
  );
}
