import { useId, useState } from 'react';
import { writeCsv } from '../rows/write-csv.ts';
import { download } from '../ui/download.ts';
import { Icon } from '../ui/icon.tsx';
import { reachable } from '../ui/reachable.ts';
import type { Minute } from './minutes.ts';

export interface Line {
  name: string;
  value: (minute: Minute) => number;
}

interface ChartProps {
  title: string;
  minutes: readonly Minute[];
  lines: readonly Line[];
  kind: 'bars' | 'lines';
  format: (value: number) => string;
}

const height = 100;
const clock = (start: number) => new Date(start).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

function Bars({ minutes, line, place, top }: { minutes: readonly Minute[]; line: Line; place: number; top: number }) {
  return minutes.map((minute, column) => {
    const tall = (line.value(minute) / top) * height;
    return (
      <rect key={minute.start} className={`series-${place}`} x={column + 0.15} width={0.7} y={height - tall} height={tall} />
    );
  });
}

function pathOf(minutes: readonly Minute[], line: Line, top: number): string {
  return minutes
    .map((minute, column) => `${column === 0 ? 'M' : 'L'}${column + 0.5} ${height - (line.value(minute) / top) * height}`)
    .join('');
}

function Drawing({ minutes, lines, kind, top }: Omit<ChartProps, 'title' | 'format'> & { top: number }) {
  return (
    <svg className="chart-drawing" viewBox={`0 0 ${minutes.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="ground" width={minutes.length} height={height} />
      {lines.map((line, place) =>
        kind === 'bars' ? (
          <Bars key={line.name} minutes={minutes} line={line} place={place} top={top} />
        ) : (
          <path key={line.name} className={`series-${place}`} d={pathOf(minutes, line, top)} />
        ),
      )}
    </svg>
  );
}

function Table({ title, minutes, lines, format }: Omit<ChartProps, 'kind'>) {
  return (
    <section className="table-box" aria-label={`${title} as a table`} ref={reachable}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Minute</th>
            {lines.map(({ name }) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {minutes.toReversed().map((minute) => (
            <tr key={minute.start}>
              <td>{clock(minute.start)}</td>
              {lines.map(({ name, value }) => (
                <td key={name} className="number">
                  {format(value(minute))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Legend({ lines, kind }: Pick<ChartProps, 'lines' | 'kind'>) {
  return (
    <p className="legend">
      {lines.map(({ name }, place) => (
        <span key={name}>
          <svg viewBox="0 0 24 10" aria-hidden="true">
            {kind === 'bars' ? (
              <rect className={`series-${place}`} width="24" height="10" />
            ) : (
              <path className={`series-${place}`} d="M0 5H24" />
            )}
          </svg>
          {name}
        </span>
      ))}
    </p>
  );
}

/** Figures by the minute: drawn, as a table, and as CSV. */
export function Chart(props: ChartProps) {
  const { title, minutes, lines, format } = props;
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const top = Math.max(...minutes.flatMap((minute) => lines.map(({ value }) => value(minute)))) || 1;
  const csv = () =>
    writeCsv([
      ['minute', ...lines.map(({ name }) => name)],
      ...minutes.map((minute) => [new Date(minute.start).toISOString(), ...lines.map(({ value }) => value(minute))]),
    ]);
  return (
    <section className="card stack chart" aria-labelledby={id}>
      <div className="row spread">
        <h2 id={id}>{title}</h2>
        <div className="row">
          <button type="button" className="button quiet small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'As a chart' : 'As a table'}
          </button>
          <button
            type="button"
            className="button quiet small"
            aria-label={`${title} as CSV`}
            onClick={() => download(`${title.toLowerCase().replaceAll(' ', '-')}.csv`, 'text/csv', csv())}
          >
            <Icon name="download" size={15} /> CSV
          </button>
        </div>
      </div>
      {asTable ? (
        <Table {...props} />
      ) : (
        <div>
          <div className="chart-axis">
            <span>{format(top)}</span>
          </div>
          <Drawing {...props} top={top} />
          <div className="chart-axis">
            <span>{clock(minutes[0]?.start ?? 0)}</span>
            <span>{clock(minutes.at(-1)?.start ?? 0)}</span>
          </div>
          <Legend {...props} />
        </div>
      )}
    </section>
  );
}
