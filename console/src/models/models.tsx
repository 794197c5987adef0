import '../styles/models.css';
import { catalog, readCatalog } from '../api/catalog.ts';
import { useStore } from '../api/store.ts';
import type { ModelCardFragment } from '../generated/graphql.ts';
import { isTaskName, TASK_TITLES, TASKS, type TaskName, taskEnum } from '../playground/task.ts';
import { navigate, usePlace } from '../router.ts';
import { Segments } from '../ui/field.tsx';
import { bytes, moment } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { modelAddress, taskNames, tryAddress } from './addresses.ts';
import { CatalogStates } from './catalog-states.tsx';
import { languagesLine } from './languages-line.ts';
import { memoryOf } from './memory-of.ts';
import { statsLine } from './model-stats.tsx';
import { StateBadge } from './state-badge.tsx';

type Memory = ReturnType<typeof memoryOf>;

function ModelCard({ model, memory }: { model: ModelCardFragment; memory?: Memory }) {
  return (
    <li className="card model-card">
      <div className="row spread">
        <h2>
          <Link href={modelAddress(model.id)}>{model.id}</Link>
        </h2>
        <StateBadge state={model.state} />
      </div>
      <dl className="figures">
        <div>
          <dt>Version</dt>
          <dd>
            <code className="breakable">{model.version}</code>
          </dd>
        </div>
        <div>
          <dt>Backend</dt>
          <dd>
            {model.backend.id} ({model.backend.kind}){model.backend.healthy ? '' : ', unhealthy'}
          </dd>
        </div>
        {model.sizeBytes !== null && (
          <div>
            <dt>Size</dt>
            <dd>{bytes(model.sizeBytes)}</dd>
          </div>
        )}
        {memory && (
          <div>
            <dt>Memory</dt>
            <dd>{memory.short}</dd>
          </div>
        )}
        {model.license && (
          <div>
            <dt>License</dt>
            <dd>{model.license}</dd>
          </div>
        )}
        {model.labels.length > 0 && (
          <div>
            <dt>Labels</dt>
            <dd>{model.labels.length} of its own</dd>
          </div>
        )}
        {model.stats && model.stats.calls > 0 && (
          <div>
            <dt>Recently</dt>
            <dd>{statsLine(model.stats)}</dd>
          </div>
        )}
        {model.stats?.lastUsed && (
          <div>
            <dt>Last used</dt>
            <dd>{moment(model.stats.lastUsed)}</dd>
          </div>
        )}
        <div>
          <dt>Languages</dt>
          <dd>{languagesLine(model)}</dd>
        </div>
      </dl>
      <div className="row">
        {taskNames(model.tasks).map((task) => (
          <Link key={task} className="button small" href={tryAddress(task, model)}>
            <Icon name={task} size={15} /> Try {TASK_TITLES[task].toLowerCase()}
          </Link>
        ))}
      </div>
    </li>
  );
}

const FILTERS: readonly { value: TaskName | 'all'; label: string }[] = [
  { value: 'all', label: 'All' },
  ...TASKS.map((task) => ({ value: task, label: TASK_TITLES[task] })),
];

function ModelList() {
  const { models } = useStore(catalog);
  const wanted = usePlace().query.get('task') ?? undefined;
  const task = isTaskName(wanted) ? wanted : 'all';
  const shown = models.filter((model) => task === 'all' || model.tasks.includes(taskEnum(task)));
  return (
    <>
      <div className="row spread">
        <Segments
          label="Task"
          value={task}
          choices={FILTERS}
          onChange={(value) => navigate(value === 'all' ? '/models' : `/models?task=${value}`, { replace: true })}
        />
        <button type="button" className="button" onClick={() => void readCatalog()}>
          <Icon name="refresh" size={16} /> Read again
        </button>
      </div>
      <p className="hint" role="status">
        {shown.length} of {models.length} models
      </p>
      {shown.length === 0 && <p className="empty">No model does this task. Configure a backend that does.</p>}
      <ul className="model-list">
        {shown.map((model) => (
          <ModelCard key={model.id} model={model} memory={memoryOf(model, models)} />
        ))}
      </ul>
    </>
  );
}

/** What runs on this gateway. */
export function Models() {
  return (
    <CatalogStates>
      <ModelList />
    </CatalogStates>
  );
}
