import { count, percent } from '../ui/format.ts';
import { reachable } from '../ui/reachable.ts';
import type { Score } from './score.ts';

/** A larger matrix helps nobody. */
const maxLabels = 25;

function Confusion({ score, name }: { score: Score; name: string }) {
  return (
    <section className="table-box" aria-label={`Confusion matrix of ${name}`} ref={reachable}>
      <table className="table confusion">
        <caption className="visually-hidden">Rows are what was expected, columns what {name} gave.</caption>
        <thead>
          <tr>
            <th scope="col">expected ↓ given →</th>
            {score.labels.map((label) => (
              <th key={label} scope="col">
                <bdi>{label}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {score.labels.map((expected, row) => (
            <tr key={expected}>
              <th scope="row">
                <bdi>{expected}</bdi>
              </th>
              {score.labels.map((given, column) => {
                const hits = score.matrix[row]?.[column] ?? 0;
                return (
                  <td key={given} className={hits === 0 ? '' : row === column ? 'right' : 'wrong'}>
                    {count(hits)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How often a column gave the expected label, and what it took for what. */
export function ScoreView({ name, score }: { name: string; score: Score }) {
  if (score.judged === 0) return null;
  return (
    <section className="card stack" aria-label={`Accuracy of ${name}`}>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p className="headline">
        {percent(score.right / score.judged)}
        <span className="aside">
          right: {count(score.right)} of {count(score.judged)} rows
        </span>
      </p>
      {score.labels.length <= maxLabels ? (
        <Confusion score={score} name={name} />
      ) : (
        <p className="hint">{count(score.labels.length)} labels are too many for a matrix; export the rows instead.</p>
      )}
    </section>
  );
}
