import { useMemo } from 'react';
import { count } from '../ui/format.ts';
import { reachable } from '../ui/reachable.ts';
import { highlight, type Language } from './highlight.ts';

/** Setting more lines than this takes a browser longer than people wait. */
const maxShown = 40_000;

/** Code to read and select; it scrolls by keyboard too. */
export function CodeBlock({ code, language, label }: { code: string; language: Language; label: string }) {
  const tokens = useMemo(() => highlight(code.slice(0, maxShown), language), [code, language]);
  const hidden = code.length - maxShown;
  return (
    <section className="code" aria-label={label} ref={reachable}>
      <pre>
        <code>
          {tokens.map((token) => (
            <span key={token.start} className={`token-${token.kind}`}>
              {token.text}
            </span>
          ))}
        </code>
      </pre>
      {hidden > 0 && <p className="hint">{count(hidden)} more characters are not shown. “Copy” takes all of it.</p>}
    </section>
  );
}
