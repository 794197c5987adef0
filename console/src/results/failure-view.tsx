import { useEffect, useState } from 'react';
import { type Failure, isAboutKey, type Origin } from '../api/failure.ts';
import { words } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Attempts } from './attempts.tsx';

const WHOSE: Readonly<Record<Origin, string>> = {
  CALLER: 'The request',
  GATEWAY: 'The gateway',
  PROVIDER: 'The model provider',
  LOCAL_MODEL: 'A local model',
  CONNECTION: 'The connection',
};

const secondMs = 1000;

const secondsOf = ({ retryAfterMs = 0 }: Failure) => Math.ceil(Math.max(0, retryAfterMs) / secondMs);

/** Whole seconds until a failure has been waited for; 0 from then on. Each failure is waited for anew. */
function useCountdown(failure: Failure): number {
  const [left, setLeft] = useState(() => secondsOf(failure));
  useEffect(() => {
    setLeft(secondsOf(failure));
    if (secondsOf(failure) === 0) return;
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), secondMs);
    return () => clearInterval(timer);
  }, [failure]);
  return left;
}

/** Only addresses that a link may have: an error's text never becomes a script. */
function docsAddress(docs: string | undefined): string | undefined {
  return docs && /^(?:https?:\/\/|\/(?!\/))/i.test(docs) ? docs : undefined;
}

const otherKey = 'The key is missing, wrong or no longer valid. Enter another with “API key” at the top, then try again.';

function RetryLine({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const left = useCountdown(failure);
  const wantsKey = isAboutKey(failure);
  if (!failure.retryable && !wantsKey) return <p className="hint">Sending it again unchanged will not help.</p>;
  const advice = wantsKey ? otherKey : 'Trying again may help.';
  return (
    <div className="row">
      {onRetry && (
        <button type="button" className="button" disabled={left > 0} onClick={onRetry}>
          <Icon name="refresh" size={16} /> Try again
        </button>
      )}
      {/* A screen reader that read out every second would say nothing else. */}
      <span className="hint" aria-live="off">
        {left > 0 ? `The gateway asks to wait ${left} s.` : advice}
      </span>
    </div>
  );
}

function FailureFacts({ failure }: { failure: Failure }) {
  return (
    <dl className="figures">
      <div>
        <dt>Whose fault</dt>
        <dd>{WHOSE[failure.origin]}</dd>
      </div>
      <div>
        <dt>Code</dt>
        <dd>
          <code className="breakable">{failure.code}</code>
        </dd>
      </div>
      {failure.path && failure.path.length > 0 && (
        <div>
          <dt>Field</dt>
          <dd>
            <code className="breakable">{failure.path.join('.')}</code>
          </dd>
        </div>
      )}
      {failure.requestId && (
        <div>
          <dt>Request</dt>
          <dd>
            <code className="breakable">{failure.requestId}</code>
          </dd>
        </div>
      )}
    </dl>
  );
}

const titleOf = ({ code }: Failure): string => (code.startsWith('HTTP_') ? code.replace('_', ' ') : words(code));

/** What happened, whose fault it is, whether to try again, and where to read more. */
export function FailureView({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const docs = docsAddress(failure.docs);
  return (
    <section className="failure stack" aria-label="Error">
      <p className="headline">
        <Icon name={failure.origin === 'CONNECTION' ? 'offline' : 'alert'} size={22} />
        {titleOf(failure)}
      </p>
      <p dir="auto">{failure.message}</p>
      {failure.supported && failure.supported.length > 0 && (
        <p>
          Possible instead: <bdi>{failure.supported.join(', ')}</bdi>
        </p>
      )}
      <FailureFacts failure={failure} />
      <RetryLine failure={failure} onRetry={onRetry} />
      {docs && (
        <a href={docs} target="_blank" rel="noreferrer" className="docs-link">
          About {failure.code} <Icon name="external" size={14} />
        </a>
      )}
      <Attempts attempts={failure.attempts} />
    </section>
  );
}
