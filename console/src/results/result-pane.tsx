import { useEffect, useState } from 'react';
import type { Run } from '../playground/runs.ts';
import { AnswerView } from './answer-view.tsx';
import { FailureView } from './failure-view.tsx';
import { MetaStrip } from './meta-strip.tsx';

const slowAfterMs = 4000;

function Waiting({ onStop }: { onStop: () => void }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="waiting" role="status">
      <span className="spinner" aria-hidden="true" />
      <span>{slow ? 'Still waiting for the model…' : 'Asking the model…'}</span>
      <button type="button" className="button quiet small" onClick={onStop}>
        Stop
      </button>
    </div>
  );
}

interface ResultPaneProps {
  run: Run;
  /** True when the form has changed since the answer came. */
  outdated: boolean;
  hint: string;
  onRetry: () => void;
  onStop: () => void;
}

/** The right half of the playground: empty, waiting, an answer, or an error. */
export function ResultPane({ run, outdated, hint, onRetry, onStop }: ResultPaneProps) {
  const { performed, request, status, partial } = run;
  const isWriting = status !== 'done' && partial !== undefined && partial !== '';
  return (
    <section className="card result" aria-labelledby="result-title" aria-busy={status === 'running'}>
      <div className="row spread">
        <h2 id="result-title">Result</h2>
        {status === 'running' && <Waiting onStop={onStop} />}
        {status === 'stopped' && <span className="badge">Stopped</span>}
        {status !== 'running' && !isWriting && performed && outdated && <span className="badge">For the input before</span>}
      </div>
      <div aria-live="polite" className={status === 'running' ? 'fading' : undefined}>
        {!isWriting && performed?.failure && <FailureView failure={performed.failure} onRetry={onRetry} />}
        {!isWriting && performed?.answer && request && <AnswerView answer={performed.answer} request={request} />}
      </div>
      {isWriting && (
        <p className="output writing" dir="auto" lang={run.asked?.task === 'translate' ? run.asked.input.target : undefined}>
          {partial}
        </p>
      )}
      {!performed && !isWriting && status !== 'running' && <p className="empty">{hint}</p>}
      {!performed && !isWriting && status === 'running' && <div className="skeleton" aria-hidden="true" />}
      {!isWriting && performed?.answer && <MetaStrip meta={performed.answer.meta} roundTripMs={performed.roundTripMs} />}
    </section>
  );
}
