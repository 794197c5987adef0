import { useMemo } from 'react';
import { reachable } from '../ui/reachable.ts';
import { highlight, type Language } from './highlight.ts';

/** Code to read and select; it scrolls by keyboard too. */
export function CodeBlock({ code, language, label }: { code: string; language: Language; label: string }) {
  const tokens = useMemo(() => highlight(code, language), [code, language]);
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
    </section>
  );
}
