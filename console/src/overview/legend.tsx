import { clock } from './clock.ts';
import type { Figure, Line } from './figures.ts';

/** Null where nothing is known, which is not 0. */
function summed({ values }: Line): number | null {
  const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return sum === 0 && values.includes(null) ? null : sum;
}

function highest({ values }: Line): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

/** What a line comes to over all minutes: its sum, or its highest point where a sum says nothing. */
export const wholeOf = (figure: Figure, line: Line): number | null => (figure.kind === 'stack' ? summed(line) : highest(line));

/** Which line is which, with its value at the minute that is pointed at, or over all. */
export function Legend({ figure, column }: { figure: Figure; column?: number }) {
  const { lines, starts, kind, format } = figure;
  const start = column === undefined ? undefined : starts[column];
  const rest = kind === 'stack' ? 'in all' : 'at most';
  return (
    <dl className="legend">
      <div className="legend-when">
        <dt className="visually-hidden">When</dt>
        <dd>{start === undefined ? rest : clock(start)}</dd>
      </div>
      {lines.map((line, place) => {
        const value = column === undefined ? wholeOf(figure, line) : (line.values[column] ?? null);
        return (
          <div key={line.name}>
            <dt>
              <span className={`swatch ${line.isBad ? 'series-bad' : `series-${place}`} ${kind}`} aria-hidden="true" />
              <bdi>{line.name}</bdi>
            </dt>
            <dd>{value === null ? '–' : format(value)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
