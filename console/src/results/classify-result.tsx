import type { ClassifyAnswer } from '../playground/task.ts';
import { percent } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { ScoreBar } from './score-bar.tsx';

export function ClassifyResult({ answer }: { answer: ClassifyAnswer }) {
  const chosen = new Set(answer.labels.length > 0 ? answer.labels : [answer.label]);
  return (
    <div className="stack">
      <p className="headline">
        <bdi>{[...chosen].join(', ')}</bdi>
        {answer.confidence !== null && <span className="aside">{percent(answer.confidence)} confident</span>}
      </p>
      <ul className="bars">
        {answer.scores.map(({ label, score }) => (
          <li key={label} className={chosen.has(label) ? 'bar chosen' : 'bar'}>
            <span className="bar-label">
              {chosen.has(label) && <Icon name="check" size={15} />}
              <bdi>{label}</bdi>
              {chosen.has(label) && <span className="visually-hidden">(chosen)</span>}
            </span>
            <ScoreBar score={score} />
          </li>
        ))}
      </ul>
    </div>
  );
}
