import type { SentimentLabel } from '../generated/graphql.ts';
import type { SentimentAnswer } from '../playground/task.ts';
import { percent, words } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { ScoreBar } from './score-bar.tsx';

const ORDER: readonly SentimentLabel[] = ['NEGATIVE', 'NEUTRAL', 'POSITIVE'];
const ICONS: Readonly<Record<SentimentLabel, IconName>> = { NEGATIVE: 'down', NEUTRAL: 'minus', POSITIVE: 'up' };

/** From -1, surely negative, to 1, surely positive; undefined where the model gives no scores. */
function balanceOf(answer: SentimentAnswer): number | undefined {
  const score = (label: SentimentLabel) => answer.scores.find((entry) => entry.label === label)?.score ?? undefined;
  const [positive, negative] = [score('POSITIVE'), score('NEGATIVE')];
  return positive === undefined || negative === undefined ? undefined : positive - negative;
}

function Scale({ balance }: { balance: number }) {
  const figure = `${balance > 0 ? '+' : balance < 0 ? '−' : ''}${Math.abs(balance).toFixed(2)}`;
  return (
    <figure className="scale">
      <div className="scale-track" aria-hidden="true">
        <span className="scale-marker" style={{ insetInlineStart: `${(balance + 1) * 50}%` }} />
      </div>
      <figcaption>
        <span>Negative</span>
        <span>
          Balance <b>{figure}</b>
        </span>
        <span>Positive</span>
      </figcaption>
    </figure>
  );
}

export function SentimentResult({ answer }: { answer: SentimentAnswer }) {
  const balance = balanceOf(answer);
  return (
    <div className="stack">
      <p className={`headline tone-${answer.label.toLowerCase()}`}>
        <Icon name={ICONS[answer.label]} size={24} />
        {words(answer.label)}
        {answer.confidence !== null && <span className="aside">{percent(answer.confidence)} confident</span>}
      </p>
      {balance !== undefined && <Scale balance={balance} />}
      <ul className="bars">
        {ORDER.map((label) => (
          <li key={label} className={label === answer.label ? 'bar chosen' : 'bar'}>
            <span className="bar-label">
              <Icon name={ICONS[label]} size={15} />
              {words(label)}
            </span>
            <ScoreBar score={answer.scores.find((entry) => entry.label === label)?.score ?? null} tone={label.toLowerCase()} />
          </li>
        ))}
      </ul>
    </div>
  );
}
