import { useState } from 'react';
import { useStore } from '../api/store.ts';
import { dropColumn } from '../compare/column-runs.ts';
import { addColumn, changeColumn, columnName, comparison, MAX_COLUMNS, MIN_COLUMNS } from '../compare/comparison.ts';
import { ExportButtons } from '../compare/export-buttons.tsx';
import { RoutingPicker } from '../playground/routing-picker.tsx';
import { FailureView } from '../results/failure-view.tsx';
import { download } from '../ui/download.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { jobCsv, jobJson } from './export-job.ts';
import { type Job, job, resumeRows, retryFailedRows, startRows, stopRows } from './job.ts';
import { RowsTable } from './rows-table.tsx';
import { scoreOf } from './score.ts';
import { ScoreView } from './score-view.tsx';
import { itemsOf, sheet } from './sheet.ts';
import { SheetInput } from './sheet-input.tsx';

/** What keeps the rows from being asked. */
function rowsObstacle(): string | undefined {
  const { task, form } = comparison.get();
  if (itemsOf(sheet.get()).length === 0) return 'Paste some rows or choose a file first.';
  if (task === 'classify' && !form.classifier && form.labels.length < 2) return 'Add at least two labels.';
  return undefined;
}

function Steering() {
  const { task, columns } = useStore(comparison);
  return (
    <section className="card stack" aria-label="Who answers">
      <div className="compare-columns">
        {columns.map((column, place) => (
          <div key={column.id} className="column-head">
            <RoutingPicker
              task={task}
              form={column}
              onChange={(steering) => changeColumn(column.id, steering)}
              label={`Column ${place + 1}`}
            />
            {columns.length > MIN_COLUMNS && (
              <button
                type="button"
                className="button quiet icon-only"
                aria-label={`Remove column ${place + 1}`}
                onClick={() => dropColumn(column.id)}
              >
                <Icon name="close" size={15} />
              </button>
            )}
          </div>
        ))}
      </div>
      <div className="row spread">
        <button type="button" className="button" disabled={columns.length >= MAX_COLUMNS} onClick={addColumn}>
          <Icon name="plus" size={16} /> Add a column
        </button>
        <RunRows />
      </div>
    </section>
  );
}

function RunRows() {
  const current = useStore(job);
  const [blocked, setBlocked] = useState<string>();
  const start = () => {
    const reason = rowsObstacle();
    setBlocked(reason);
    if (!reason) startRows();
  };
  return (
    <div className="row">
      <p className="blocked" role="alert">
        {blocked}
      </p>
      {current?.status === 'running' ? (
        <button type="button" className="button primary" onClick={stopRows}>
          <Icon name="stop" size={16} /> Stop
        </button>
      ) : (
        <button type="button" className="button primary" onClick={start}>
          Run all rows
        </button>
      )}
    </div>
  );
}

const STATUS: Readonly<Record<Job['status'], string>> = {
  running: 'Running',
  stopped: 'Stopped',
  failed: 'Interrupted',
  done: 'Finished',
};

function Progress({ current }: { current: Job }) {
  const total = current.items.length * current.columns.length;
  const results = current.columns.flatMap((column) => column.results.filter((result) => result !== undefined));
  const failed = results.filter((result) => result.error).length;
  const open = current.status !== 'running' && results.length < total;
  return (
    <section className="card stack" aria-label="Progress">
      <div className="rows-progress">
        <p role="status">
          {STATUS[current.status]}: {count(results.length)} of {count(total)} answers
          {failed > 0 && `, ${count(failed)} with an error`}
        </p>
        <progress value={results.length} max={total} aria-label="Answers so far" />
      </div>
      {current.failure && <FailureView failure={current.failure} onRetry={resumeRows} />}
      <div className="row spread">
        <div className="row">
          {open && (
            <button type="button" className="button" onClick={resumeRows}>
              Resume
            </button>
          )}
          {current.status !== 'running' && failed > 0 && (
            <button type="button" className="button" onClick={retryFailedRows}>
              <Icon name="refresh" size={15} /> Ask the failed rows again
            </button>
          )}
        </div>
        <ExportButtons
          disabled={results.length === 0}
          onCsv={() => download('rows.csv', 'text/csv', jobCsv(current))}
          onJson={() => download('rows.json', 'application/json', jobJson(current))}
        />
      </div>
    </section>
  );
}

/** Many texts asked of every column. */
export function ManyRows() {
  const current = useStore(job);
  const scored = current && (current.task === 'classify' || current.task === 'sentiment');
  return (
    <>
      <SheetInput />
      <Steering />
      {current && <Progress current={current} />}
      {scored && (
        <div className="model-detail">
          {current.columns.map(({ column, results }) => (
            <ScoreView key={column.id} name={columnName(column)} score={scoreOf(current.items, results)} />
          ))}
        </div>
      )}
      {current && <RowsTable job={current} />}
    </>
  );
}
