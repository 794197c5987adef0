import type { MetaFragment } from '../generated/graphql.ts';
import { milliseconds, words } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';

type Attempt = MetaFragment['attempts'][number];

/** A model that was passed over was not asked: that is no attempt to a reader. */
function countsOf(attempts: readonly Attempt[]): string {
  const skipped = attempts.filter(({ outcome }) => outcome.startsWith('SKIPPED')).length;
  const asked = attempts.length - skipped;
  return [asked === 1 ? '1 attempt' : `${asked} attempts`, ...(skipped > 0 ? [`${skipped} passed over`] : [])].join(', ');
}

/** Every model that was tried, in order, with what became of it. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  if (attempts.length === 0) return null;
  return (
    <details className="attempts">
      <summary>{countsOf(attempts)}</summary>
      <ol>
        {attempts.map((attempt) => (
          <li key={`${attempt.model} ${attempt.outcome} ${attempt.latencyMs}`}>
            <Icon name={attempt.outcome === 'OK' ? 'check' : 'close'} size={14} />
            <code>{attempt.model}</code>
            {words(attempt.outcome)}
            {attempt.code && <code className="code-name">{attempt.code}</code>}
            <span className="hint">{milliseconds(attempt.latencyMs)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
