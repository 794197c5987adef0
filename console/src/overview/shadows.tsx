import type { OverviewQuery } from '../generated/graphql.ts';
import { count, percent, words } from '../ui/format.ts';

/** How shadows have agreed with the answers that were given; nothing where there are none. */
export function Shadows({ shadows }: { shadows: NonNullable<OverviewQuery['shadows']> }) {
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
