import '../styles/models.css';
import '../styles/compare.css';
import '../styles/operations.css';
import { useAnswer } from '../api/use-answer.ts';
import { OverviewDocument, type OverviewQuery } from '../generated/graphql.ts';
import { isTaskName, TASK_TITLES, TASKS, taskEnum } from '../playground/task.ts';
import { FailureView } from '../results/failure-view.tsx';
import { navigate, usePlace } from '../router.ts';
import { ClosedOperations } from '../ui/closed-operations.tsx';
import { Select } from '../ui/field.tsx';
import { bytes, count, dollars, milliseconds, percent, words } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { Chart } from './chart.tsx';
import { type Minute, minutesOf, type Series } from './minutes.ts';

const readEveryMs = 10_000;

const sum = (minutes: readonly Minute[], value: (minute: Minute) => number) =>
  minutes.reduce((total, minute) => total + value(minute), 0);

function Tiles({ minutes }: { minutes: readonly Minute[] }) {
  const texts = sum(minutes, (minute) => minute.texts);
  const busy = minutes.filter((minute) => minute.requests > 0);
  const tiles: readonly [string, string][] = [
    ['Requests', count(sum(minutes, (minute) => minute.requests))],
    ['Texts', count(texts)],
    ['Failed', texts > 0 ? percent(sum(minutes, (minute) => minute.failed) / texts) : '–'],
    ['From the cache', texts > 0 ? percent(sum(minutes, (minute) => minute.cacheHits) / texts) : '–'],
    ['Slowest p95', busy.length > 0 ? milliseconds(Math.max(...busy.map((minute) => minute.p95Ms))) : '–'],
    ['Tokens', count(sum(minutes, (minute) => minute.tokens))],
    ['Cost', dollars(sum(minutes, (minute) => minute.costUsd))],
  ];
  return (
    <dl className="tiles">
      {tiles.map(([name, value]) => (
        <div key={name} className="card tile">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function CacheFacts({ stats }: { stats: OverviewQuery['cacheStats'] }) {
  const facts: [string, string][] = [
    ['In memory', `${count(stats.entries)} answers, ${bytes(stats.bytes)}`],
    ['Hits', count(stats.hits)],
    ['Near hits', count(stats.nearHits)],
    ['Misses', count(stats.misses)],
    ['Shared calls', count(stats.coalesced)],
    ['Served stale', count(stats.stale)],
  ];
  if (stats.storeHealthy !== null)
    facts.push([
      'Shared store',
      `${stats.storeHealthy ? 'answers' : 'does not answer'}, ${count(stats.storeFailures ?? 0)} failures`,
    ]);
  return (
    <section className="card stack" aria-labelledby="cache-title">
      <h2 id="cache-title">Cache since the start</h2>
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

function Shadows({ shadows }: Pick<OverviewQuery, 'shadows'>) {
  if (shadows.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="shadows-title">
      <h2 id="shadows-title">Shadows</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Task</th>
            <th scope="col" className="number">
              Agrees
            </th>
            <th scope="col" className="number">
              Compared
            </th>
          </tr>
        </thead>
        <tbody>
          {shadows.map(({ model, task, agreement, compared }) => (
            <tr key={`${task} ${model}`}>
              <td>{model}</td>
              <td>{words(task)}</td>
              <td className="number">{percent(agreement)}</td>
              <td className="number">{count(compared)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const unique = (values: readonly string[]) => [...new Set(values)].sort();

/** Narrows by task, model and tenant; the choice is kept in the address. */
function useNarrowed(series: readonly Series[]) {
  const { query } = usePlace();
  const task = query.get('task') ?? undefined;
  const [model, tenant] = [query.get('model') ?? '', query.get('tenant') ?? ''];
  const shown = series.filter(
    (entry) =>
      (!isTaskName(task) || entry.task === taskEnum(task)) &&
      (!model || entry.model === model) &&
      (!tenant || entry.tenant === tenant),
  );
  const set = (name: string) => (value: string) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    navigate(next.size > 0 ? `/overview?${next}` : '/overview', { replace: true });
  };
  return { task: isTaskName(task) ? task : '', model, tenant, shown, set };
}

function Narrow({ series, narrowed }: { series: readonly Series[]; narrowed: ReturnType<typeof useNarrowed> }) {
  const { task, model, tenant, set } = narrowed;
  const any = { value: '', label: 'All' };
  const choices = (values: readonly string[]) => [any, ...unique(values).map((value) => ({ value, label: value || 'none' }))];
  return (
    <section className="card filters" aria-label="Filters">
      <Select
        label="Task"
        value={task}
        onChange={set('task')}
        choices={[any, ...TASKS.map((name) => ({ value: name, label: TASK_TITLES[name] }))]}
      />
      <Select label="Model" value={model} onChange={set('model')} choices={choices(series.map((entry) => entry.model))} />
      <Select label="Tenant" value={tenant} onChange={set('tenant')} choices={choices(series.map((entry) => entry.tenant))} />
    </section>
  );
}

function Charts({ minutes }: { minutes: readonly Minute[] }) {
  return (
    <div className="charts">
      <Chart
        title="Texts a minute"
        kind="bars"
        minutes={minutes}
        format={count}
        lines={[
          { name: 'Texts', value: (minute) => minute.texts },
          { name: 'Failed', value: (minute) => minute.failed },
        ]}
      />
      <Chart
        title="Latency"
        kind="lines"
        minutes={minutes}
        format={milliseconds}
        lines={[
          { name: 'p50', value: (minute) => minute.p50Ms },
          { name: 'p95', value: (minute) => minute.p95Ms },
        ]}
      />
      <Chart
        title="Answers from the cache"
        kind="bars"
        minutes={minutes}
        format={count}
        lines={[{ name: 'From the cache', value: (minute) => minute.cacheHits }]}
      />
      <Chart
        title="Cost"
        kind="bars"
        minutes={minutes}
        format={dollars}
        lines={[{ name: 'US dollars', value: (minute) => minute.costUsd }]}
      />
    </div>
  );
}

/** What this gateway did in the last hour. */
export function Overview() {
  const { data, failure, read } = useAnswer(OverviewDocument, { minutes: 60 }, readEveryMs);
  const narrowed = useNarrowed(data?.metrics ?? []);
  if (failure && !data) return <ClosedOperations failure={failure} onRetry={read} />;
  if (!data) return <output className="skeleton" aria-label="Reading the figures" />;
  const minutes = minutesOf(narrowed.shown, 60, Date.now());
  return (
    <>
      <Narrow series={data.metrics} narrowed={narrowed} />
      {failure && <FailureView failure={failure} onRetry={read} />}
      <Tiles minutes={minutes} />
      {data.metrics.length === 0 && (
        <p className="empty">
          <span>
            Nothing was asked in the last hour. Send something from the <Link href="/playground">playground</Link>.
          </span>
        </p>
      )}
      {data.metrics.length > 0 && <Charts minutes={minutes} />}
      <CacheFacts stats={data.cacheStats} />
      <Shadows shadows={data.shadows} />
    </>
  );
}
