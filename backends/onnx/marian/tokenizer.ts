import { createCutter, type Stretch } from './cut-text.ts';
import { createNormalizer } from './normalizer.ts';
import { PIECE_KINDS, type Vocabulary } from './read-vocabulary.ts';

/** Cuts texts into the pieces of one vocabulary and joins pieces to text. */
export interface Tokenizer {
  /** The ids of a text, without an end mark. Characters that no piece covers become bytes or, in a run, one unknown id. */
  encode(text: string): number[];
  /** The text of ids. Control pieces and the unknown become nothing. */
  decode(ids: readonly number[]): string;
}

const BYTE_VALUES = 256;

export function createTokenizer(vocabulary: Vocabulary, file: string): Tokenizer {
  const { unknownId } = vocabulary;
  const normalize = createNormalizer(vocabulary, file);
  const cut = createCutter(vocabulary);
  const byteIds = readByteIds(vocabulary);

  return {
    decode: (ids) => joinPieces(vocabulary, ids),
    encode(text) {
      const normalized = normalize(text);
      return joinUnknowns(cut(normalized), unknownId).flatMap(({ id, start, end }) => {
        if (id !== unknownId || byteIds.size < BYTE_VALUES) return id;
        return Array.from(Buffer.from(normalized.slice(start, end)), (byte) => byteIds.get(byte) ?? unknownId);
      });
    },
  };
}

/** The ids of the pieces that stand for single bytes; all 256 are there when the vocabulary falls back on bytes. */
function readByteIds({ pieces }: Vocabulary): Map<number, number> {
  const byteIds = new Map<number, number>();
  for (const [id, { text, kind }] of pieces.entries()) if (kind === PIECE_KINDS.byte) byteIds.set(byteOf(text), id);
  return byteIds;
}

/** Reads the form `<0x41>`. */
const byteOf = (text: string): number => Number.parseInt(text.slice(3, 5), 16);

/** Neighboring unknown characters are one unknown piece. */
function joinUnknowns(stretches: readonly Stretch[], unknownId: number): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last && last.id === unknownId && stretch.id === unknownId) last.end = stretch.end;
    else joined.push(stretch);
  }
  return joined;
}

function joinPieces({ pieces }: Vocabulary, ids: readonly number[]): string {
  const parts = ids.map((id) => {
    const { text, kind } = pieces[id] ?? { text: '', kind: PIECE_KINDS.unused };
    if (kind === PIECE_KINDS.byte) return Buffer.of(byteOf(text));
    return Buffer.from(kind === PIECE_KINDS.normal || kind === PIECE_KINDS.userDefined ? text : '');
  });
  return Buffer.concat(parts).toString('utf8').replaceAll('▁', ' ').trim();
}
