import '../styles/models.css';
import type { ReactNode } from 'react';
import { catalog } from '../api/catalog.ts';
import { useStore } from '../api/store.ts';
import type { ModelCardFragment } from '../generated/graphql.ts';
import { TASK_TITLES } from '../playground/task.ts';
import { bytes, count, percent } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { languageName } from '../ui/languages.ts';
import { Link } from '../ui/link.tsx';
import { taskNames, tryAddress } from './addresses.ts';
import { CatalogStates } from './catalog-states.tsx';
import { memoryOf } from './memory-of.ts';
import { ModelStats } from './model-stats.tsx';
import { StateBadge } from './state-badge.tsx';

function Facts({ model, memory }: { model: ModelCardFragment; memory?: string }) {
  const facts: readonly [string, ReactNode][] = [
    ['Version', <code key="version">{model.version}</code>],
    [
      'Tasks',
      taskNames(model.tasks)
        .map((task) => TASK_TITLES[task])
        .join(', '),
    ],
    ['Backend', `${model.backend.id} (${model.backend.kind}), ${model.backend.healthy ? 'healthy' : 'unhealthy'}`],
    ['License', model.license ?? 'not stated'],
    ['Size', model.sizeBytes === null ? 'not known' : `${bytes(model.sizeBytes)} (${count(model.sizeBytes)} bytes)`],
    ['Memory', memory ?? (model.backend.local ? 'not known' : 'not here: it runs elsewhere')],
  ];
  return (
    <section className="card stack" aria-labelledby="facts-title">
      <div className="row spread">
        <h2 id="facts-title">Manifest</h2>
        <StateBadge state={model.state} />
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="row">
        {taskNames(model.tasks).map((task) => (
          <Link key={task} className="button" href={tryAddress(task, model)}>
            <Icon name={task} size={16} /> Try {TASK_TITLES[task].toLowerCase()}
          </Link>
        ))}
      </div>
    </section>
  );
}

/** Shares read as percent; anything else is a figure of its own scale. */
const figure = (value: number): string => (value >= 0 && value <= 1 ? percent(value) : String(Math.round(value * 100) / 100));

function Quality({ quality }: Pick<ModelCardFragment, 'quality'>) {
  return (
    <section className="card stack" aria-labelledby="quality-title">
      <h2 id="quality-title">Measured quality</h2>
      {quality.length === 0 && <p className="hint">No figure is recorded for this model.</p>}
      {quality.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Data set</th>
              <th scope="col">Metric</th>
              <th scope="col" className="number">
                Value
              </th>
            </tr>
          </thead>
          <tbody>
            {quality.map(({ dataset, metric, value }) => (
              <tr key={`${dataset} ${metric}`}>
                <td>{dataset}</td>
                <td className="unbroken">{metric}</td>
                <td className="number">{figure(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Words({ title, words, empty }: { title: string; words: readonly string[]; empty?: string }) {
  if (words.length === 0 && !empty) return null;
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      {words.length === 0 && <p className="hint">{empty}</p>}
      <ul className="word-list">
        {words.map((word) => (
          <li key={word}>
            <bdi>{word}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Detail({ id }: { id: string }) {
  const { models } = useStore(catalog);
  const model = models.find((entry) => entry.id === id);
  if (!model)
    return (
      <section className="card stack">
        <p>
          This gateway has no model <code className="breakable">{id}</code>. It may have been removed, or renamed.
        </p>
        <p>
          <Link href="/models">All models</Link>
        </p>
      </section>
    );
  const pairs = model.pairs.map(({ source, target }) => `${languageName(source)} → ${languageName(target)}`);
  return (
    <div className="model-detail">
      <Facts model={model} memory={memoryOf(model, models)?.long} />
      {model.stats && <ModelStats stats={model.stats} />}
      <Quality quality={model.quality} />
      <Words title="Language pairs" words={pairs} />
      {pairs.length === 0 && (
        <Words title="Languages" words={model.languages.map(languageName)} empty="Any language: the model names none." />
      )}
      <Words title="Labels" words={model.labels} />
    </div>
  );
}

/** One model: its manifest, its measured quality, and a way to try it. */
export function ModelPage({ id }: { id: string }) {
  return (
    <>
      <p>
        <Link href="/models">All models</Link>
      </p>
      <CatalogStates>
        <Detail id={id} />
      </CatalogStates>
    </>
  );
}
