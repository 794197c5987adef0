import type { MetaFragment } from '../generated/graphql.ts';
import { milliseconds, words } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';

type Attempt = MetaFragment['attempts'][number];

/** Every model that was tried, in order, with what became of it. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  if (attempts.length === 0) return null;
  return (
    <details className="attempts">
      <summary>{attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}</summary>
      <ol>
        {attempts.map((attempt) => (
          <li key={`${attempt.model} ${attempt.outcome} ${attempt.latencyMs}`}>
            <Icon name={attempt.outcome === 'OK' ? 'check' : 'close'} size={14} />
            <code>{attempt.model}</code> on <code>{attempt.backend}</code>: {words(attempt.outcome)}
            {attempt.code && <code className="code-name">{attempt.code}</code>}
            <span className="hint">{milliseconds(attempt.latencyMs)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
