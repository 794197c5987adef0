export interface DiffPart {
  text: string;
  /** `same` in both, `added` only in the second text, `removed` only in the first. */
  kind: 'same' | 'added' | 'removed';
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

const wordsOf = (text: string): readonly string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Longer texts are compared as wholes: the table of a word diff grows with the product of the lengths. */
const maxWords = 3000;

/** Lengths of the longest common subsequences of every pair of tails. */
function tailTable(a: readonly string[], b: readonly string[]): readonly Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i];
      const below = table[i + 1];
      if (row && below) row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return table;
}

function append(parts: DiffPart[], text: string | undefined, kind: DiffPart['kind']): void {
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text ?? '';
  else parts.push({ text: text ?? '', kind });
}

/** What changed from one text to another, word by word. */
export function wordDiff(from: string, to: string): readonly DiffPart[] {
  const [a, b] = [wordsOf(from), wordsOf(to)];
  if (from === to) return [{ text: to, kind: 'same' }];
  if (a.length > maxWords || b.length > maxWords) return [{ text: to, kind: 'added' }];
  const table = tailTable(a, b);
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      append(parts, a[i++], 'same');
      j++;
    } else if (j >= b.length || (i < a.length && (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0)))
      append(parts, a[i++], 'removed');
    else append(parts, b[j++], 'added');
  }
  return parts;
}
