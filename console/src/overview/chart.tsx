import { useId, useState } from 'react';
import { writeCsv } from '../rows/write-csv.ts';
import { download } from '../ui/download.ts';
import { Icon } from '../ui/icon.tsx';
import { ChartTable } from './chart-table.tsx';
import { clock } from './clock.ts';
import type { Figure } from './figures.ts';
import { Legend, wholeOf } from './legend.tsx';
import { Plot, shapeOf } from './plot.tsx';

const csvOf = ({ starts, lines }: Figure) =>
  writeCsv([
    ['minute', ...lines.map(({ name }) => name)],
    ...starts.map((start, column) => [new Date(start).toISOString(), ...lines.map(({ values }) => values[column] ?? '')]),
  ]);

/** What the drawing shows, for those who cannot see it. */
function summaryOf(figure: Figure): string {
  const { title, kind, starts, lines, format } = figure;
  const parts = lines.map((line) => {
    const value = wholeOf(figure, line);
    return `${line.name} ${value === null ? 'none' : format(value)}`;
  });
  const span = `from ${clock(starts[0] ?? 0)} to ${clock(starts.at(-1) ?? 0)}`;
  return `${title} by the minute, ${span}, ${kind === 'stack' ? 'in all' : 'at most'}: ${parts.join(', ')}. The table has every minute.`;
}

function Actions({ figure, asTable, onTable }: { figure: Figure; asTable: boolean; onTable: (asTable: boolean) => void }) {
  const { title } = figure;
  const save = () => download(`${title.toLowerCase().replaceAll(' ', '-')}.csv`, 'text/csv', csvOf(figure));
  return (
    <div className="row tight">
      <button
        type="button"
        className="button quiet small"
        aria-label={`${title} as a table`}
        aria-pressed={asTable}
        onClick={() => onTable(!asTable)}
      >
        Table
      </button>
      <button type="button" className="button quiet small" aria-label={`${title} as CSV`} onClick={save}>
        <Icon name="download" size={15} /> CSV
      </button>
    </div>
  );
}

/** Figures by the minute: drawn, as a table, and as CSV. */
export function Chart({ figure }: { figure: Figure }) {
  const [asTable, setAsTable] = useState(false);
  const [column, setColumn] = useState<number>();
  const id = useId();
  return (
    <section className="card chart" aria-labelledby={id}>
      <div className="row spread">
        <h2 id={id}>{figure.title}</h2>
        <Actions figure={figure} asTable={asTable} onTable={setAsTable} />
      </div>
      {figure.note && <p className="hint">{figure.note}</p>}
      {asTable ? (
        <ChartTable {...figure} />
      ) : (
        <>
          <Plot key={shapeOf(figure)} figure={figure} summary={summaryOf(figure)} onPoint={setColumn} />
          <Legend figure={figure} column={column} />
        </>
      )}
    </section>
  );
}
