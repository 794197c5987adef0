import { useStore } from '../api/store.ts';
import { RoutingPicker } from '../playground/routing-picker.tsx';
import type { TaskAnswer, TaskName } from '../playground/task.ts';
import { AnswerView } from '../results/answer-view.tsx';
import { FailureView } from '../results/failure-view.tsx';
import { dollars, milliseconds, words } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { type ColumnRun, columnRuns, dropColumn, isOutdated, runColumn, stopColumn } from './column-runs.ts';
import { type Column, changeColumn, columnName, MIN_COLUMNS } from './comparison.ts';
import { DiffView } from './diff-view.tsx';
import { outcomeOf } from './outcome.ts';

/** What stands out among the columns. */
export interface Best {
  latencyMs?: number;
  costUsd?: number;
}

function ColumnMeta({ answer, best }: { answer: TaskAnswer; best: Best }) {
  const { meta } = answer;
  const cost = meta.usage?.costUsd;
  return (
    <dl className="figures meta">
      <div>
        <dt>Model</dt>
        <dd>
          <code className="breakable">
            {meta.model.id}@{meta.model.version}
          </code>
        </dd>
      </div>
      <div>
        <dt>Latency</dt>
        <dd>
          {milliseconds(meta.latencyMs)} {meta.latencyMs === best.latencyMs && <span className="badge good">fastest</span>}
        </dd>
      </div>
      {cost !== null && cost !== undefined && (
        <div>
          <dt>Cost</dt>
          <dd>
            {dollars(cost)} {cost === best.costUsd && <span className="badge good">cheapest</span>}
          </dd>
        </div>
      )}
      <div>
        <dt>Cache</dt>
        <dd>{words(meta.cache.status)}</dd>
      </div>
    </dl>
  );
}

function ColumnBody({ run, reference, best, onRetry }: { run: ColumnRun; reference?: string; best: Best; onRetry: () => void }) {
  const { answer, failure } = run.performed ?? {};
  if (run.status === 'running') return <output className="skeleton" aria-label="Asking the model" />;
  if (run.status === 'stopped') return <p className="empty">Stopped.</p>;
  if (failure) return <FailureView failure={failure} onRetry={onRetry} />;
  if (!answer) return null;
  return (
    <>
      {reference === undefined ? (
        <AnswerView answer={answer} request={run.request} />
      ) : (
        <DiffView from={reference} to={outcomeOf(answer)} />
      )}
      <ColumnMeta answer={answer} best={best} />
    </>
  );
}

interface ColumnCardProps {
  column: Column;
  /** From 1. */
  place: number;
  task: TaskName;
  removable: boolean;
  /** The text to show differences from; absent to show the answer itself. */
  reference?: string;
  best: Best;
}

export function ColumnCard({ column, place, task, removable, reference, best }: ColumnCardProps) {
  const run = useStore(columnRuns)[column.id];
  const running = run?.status === 'running';
  return (
    <section className="card compare-column" aria-label={`Column ${place}: ${columnName(column)}`}>
      <div className="column-head">
        <RoutingPicker
          task={task}
          form={column}
          onChange={(steering) => changeColumn(column.id, steering)}
          label={`Column ${place}`}
        />
        <div className="column-buttons">
          {running ? (
            <button type="button" className="button" onClick={() => stopColumn(column.id)}>
              <Icon name="stop" size={15} /> Stop
            </button>
          ) : (
            <button type="button" className="button" onClick={() => void runColumn(column)}>
              Run
            </button>
          )}
          {removable && place > MIN_COLUMNS && (
            <button
              type="button"
              className="button quiet icon-only"
              aria-label={`Remove column ${place}`}
              onClick={() => dropColumn(column.id)}
            >
              <Icon name="close" size={15} />
            </button>
          )}
        </div>
      </div>
      <div aria-live="polite" className="stack">
        {run?.status === 'done' && isOutdated(column, run) && <span className="badge">For the input before</span>}
        {run ? (
          <ColumnBody run={run} reference={reference} best={best} onRetry={() => void runColumn(column)} />
        ) : (
          <p className="empty">Not asked yet.</p>
        )}
      </div>
    </section>
  );
}
