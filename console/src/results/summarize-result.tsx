import { useMemo } from 'react';
import type { SummarizeInput } from '../generated/graphql.ts';
import type { SummarizeAnswer } from '../playground/task.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { count, countWords } from '../ui/format.ts';
import { Highlighted } from './highlighted.tsx';

/** How much shorter the summary is than its text, in words. */
function Compression({ from, to }: { from: string; to: string }) {
  const [before, after] = useMemo(() => [countWords(from), countWords(to)] as const, [from, to]);
  const kept = before > 0 ? Math.round((after / before) * 100) : 0;
  return (
    <dl className="figures">
      <div>
        <dt>Text</dt>
        <dd>{count(before)} words</dd>
      </div>
      <div>
        <dt>Summary</dt>
        <dd>{count(after)} words</dd>
      </div>
      <div>
        <dt>Length kept</dt>
        <dd>{kept} %</dd>
      </div>
    </dl>
  );
}

export function SummarizeResult({ answer, input }: { answer: SummarizeAnswer; input: SummarizeInput }) {
  const { sentences } = answer;
  return (
    <div className="stack">
      <p className="output" dir="auto" lang={input.language ?? undefined}>
        {answer.text}
      </p>
      <div className="row spread">
        <p className="hint">
          {answer.method === 'EXTRACTIVE' ? 'Extractive: sentences taken from the text' : 'Abstractive: written by the model'}
        </p>
        <CopyButton text={() => answer.text} />
      </div>
      <Compression from={input.text} to={answer.text} />
      {sentences && sentences.length > 0 && (
        <section className="stack tight" aria-label="Where the summary comes from">
          <h3>In the text</h3>
          <Highlighted text={input.text} sentences={sentences} language={input.language ?? undefined} />
        </section>
      )}
    </div>
  );
}
