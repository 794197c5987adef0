import { useState } from 'react';
import { MAX_TEXT_LENGTH } from '../../../src/limits.ts';
import { useStore } from '../api/store.ts';
import { ExampleChips } from '../playground/example-chips.tsx';
import { obstacle } from '../playground/request-of.ts';
import { TextBox } from '../playground/text-box.tsx';
import { writeCsv } from '../rows/write-csv.ts';
import { download } from '../ui/download.ts';
import { Check } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Agreement } from './agreement.tsx';
import { ColumnCard } from './column-card.tsx';
import { type ColumnRun, columnRuns, isOutdated, runAllColumns } from './column-runs.ts';
import { addColumn, type Column, changeForm, columnName, comparison, MAX_COLUMNS, MIN_COLUMNS } from './comparison.ts';
import { ExportButtons } from './export-buttons.tsx';
import { outcomeOf } from './outcome.ts';

const smallest = (values: readonly (number | null | undefined)[]): number | undefined => {
  const known = values.filter((value) => typeof value === 'number');
  return known.length > 1 ? Math.min(...known) : undefined;
};

function exportRows(runs: readonly { name: string; run?: ColumnRun }[]): readonly (readonly (string | number | undefined)[])[] {
  const head = ['column', 'model', 'version', 'outcome', 'error', 'latency_ms', 'cost_usd', 'cache'];
  return [
    head,
    ...runs.map(({ name, run }) => {
      const { answer, failure } = run?.performed ?? {};
      const meta = answer?.meta;
      const outcome = answer && outcomeOf(answer);
      const cost = meta?.usage?.costUsd ?? undefined;
      return [name, meta?.model.id, meta?.model.version, outcome, failure?.code, meta?.latencyMs, cost, meta?.cache.status];
    }),
  ];
}

function InputCard() {
  const { task, form } = useStore(comparison);
  const [blocked, setBlocked] = useState<string>();
  const runAll = () => {
    const reason = obstacle(task, form);
    setBlocked(reason);
    if (!reason) runAllColumns();
  };
  return (
    <section className="card stack" aria-label="Input">
      <TextBox
        label="Text"
        placeholder="One text, asked of every column."
        text={form.text}
        maxLength={MAX_TEXT_LENGTH[task]}
        onChange={(text) => changeForm({ text })}
        onSubmit={runAll}
      />
      <ExampleChips task={task} onPick={({ form: example }) => changeForm(example)} />
      <div className="row">
        <button type="button" className="button primary" onClick={runAll}>
          Run all
        </button>
        <p className="blocked" role="alert">
          {blocked}
        </p>
      </div>
    </section>
  );
}

/** One text, several answers side by side. */
export function OneText() {
  const { task, columns } = useStore(comparison);
  const runs = useStore(columnRuns);
  const [diff, setDiff] = useState(true);
  const answerOf = (column: Column) => {
    const run = runs[column.id];
    return run && !isOutdated(column, run) ? run.performed?.answer : undefined;
  };
  const answers = columns.flatMap((column) => answerOf(column) ?? []);
  const isText = task === 'translate' || task === 'summarize';
  const [first] = answers;
  const reference = isText && diff && first && answers.length > 1 ? outcomeOf(first) : undefined;
  const best = {
    latencyMs: smallest(answers.map(({ meta }) => meta.latencyMs)),
    costUsd: smallest(answers.map(({ meta }) => meta.usage?.costUsd)),
  };
  const named = columns.map((column) => ({ name: columnName(column), run: runs[column.id] }));
  const json = () =>
    JSON.stringify(
      named.map(({ name, run }) => ({ column: name, request: run?.request, ...run?.performed })),
      null,
      2,
    );
  return (
    <>
      <InputCard />
      <div className="row spread">
        <button type="button" className="button" disabled={columns.length >= MAX_COLUMNS} onClick={addColumn}>
          <Icon name="plus" size={16} /> Add a column
        </button>
        {isText && <Check label="Mark differences from the first answer" checked={diff} onChange={setDiff} />}
        <ExportButtons
          disabled={named.every(({ run }) => !run?.performed?.answer)}
          onCsv={() => download('comparison.csv', 'text/csv', writeCsv(exportRows(named)))}
          onJson={() => download('comparison.json', 'application/json', json())}
        />
      </div>
      {!isText && <Agreement answers={answers} />}
      <div className="compare-columns">
        {columns.map((column, place) => (
          <ColumnCard
            key={column.id}
            column={column}
            place={place + 1}
            task={task}
            removable={columns.length > MIN_COLUMNS}
            reference={answers.slice(1).some((answer) => answer === answerOf(column)) ? reference : undefined}
            best={best}
          />
        ))}
      </div>
    </>
  );
}
