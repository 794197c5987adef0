import { reachable } from '../ui/reachable.ts';
import { clock } from './clock.ts';
import type { Figure } from './figures.ts';

/** A figure in words and numbers, the last minute first. */
export function ChartTable({ title, starts, lines, format }: Figure) {
  const columns = starts.map((_, column) => column).reverse();
  return (
    <section className="table-box chart-table" aria-label={`${title} as a table`} ref={reachable}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Minute</th>
            {lines.map(({ name }) => (
              <th key={name} scope="col" className="number">
                <bdi>{name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={starts[column]}>
              <th scope="row">{clock(starts[column] ?? 0)}</th>
              {lines.map(({ name, values }) => (
                <td key={name} className="number">
                  {values[column] === null || values[column] === undefined ? '–' : format(values[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
