import { reachable } from '../ui/reachable.ts';
import { piecesOf, type Sentence } from './pieces-of.ts';

/** The source text with the sentences marked that the summary took from it. */
export function Highlighted({ text, sentences, language }: { text: string; sentences: readonly Sentence[]; language?: string }) {
  return (
    <p className="source-text" dir="auto" lang={language} ref={reachable}>
      {piecesOf(text, sentences).map((piece) =>
        piece.chosen ? <mark key={piece.start}>{piece.text}</mark> : <span key={piece.start}>{piece.text}</span>,
      )}
    </p>
  );
}
