import { wordDiff } from './word-diff.ts';

/** How a text differs from another: additions underlined, omissions struck out, both named for screen readers by their elements. */
export function DiffView({ from, to }: { from: string; to: string }) {
  let place = 0;
  const parts = wordDiff(from, to).map((part) => ({ ...part, place: place++ }));
  const isSame = parts.every(({ kind }) => kind === 'same');
  return (
    <>
      <p className="output diff" dir="auto">
        {parts.map(({ text, kind, place: key }) =>
          kind === 'added' ? (
            <ins key={key}>{text}</ins>
          ) : kind === 'removed' ? (
            <del key={key}>{text}</del>
          ) : (
            <span key={key}>{text}</span>
          ),
        )}
      </p>
      {isSame && <p className="hint">Word for word as in the first column.</p>}
    </>
  );
}
