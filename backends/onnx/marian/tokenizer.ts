import { createCutter, type Stretch } from './cut-text.ts';
import { createNormalizer } from './normalizer.ts';
import { PIECE_KINDS, type Vocabulary } from './read-vocabulary.ts';

/** A text as ids. `unknowns` are the stretches of text that no piece covers, in order, one for each unknown id. */
export interface Encoded {
  ids: number[];
  unknowns: string[];
}

/** Cuts texts into the pieces of one vocabulary and joins pieces to text. Nothing is added: no end marker. */
export interface Tokenizer {
  encode(text: string): Encoded;
  /** An unknown id becomes the next of `unknowns`, or nothing when they are used up; control ids become nothing. */
  decode(ids: readonly number[], unknowns: readonly string[]): string;
}

const BYTE_VALUES = 256;

export function createTokenizer(vocabulary: Vocabulary, file: string): Tokenizer {
  const { unknownId } = vocabulary;
  const normalize = createNormalizer(vocabulary, file);
  const cut = createCutter(vocabulary);
  const byteIds = readByteIds(vocabulary);

  return {
    decode: (ids, unknowns) => joinPieces(vocabulary, ids, unknowns),
    encode(text) {
      const normalized = normalize(text);
      const encoded: Encoded = { ids: [], unknowns: [] };
      for (const { id, start, end } of joinUnknowns(cut(normalized), unknownId)) {
        if (id === unknownId && byteIds.size === BYTE_VALUES) {
          for (const byte of Buffer.from(normalized.slice(start, end))) encoded.ids.push(byteIds.get(byte) ?? unknownId);
          continue;
        }
        encoded.ids.push(id);
        if (id === unknownId) encoded.unknowns.push(normalized.slice(start, end));
      }
      return encoded;
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

/** Neighbouring unknown characters are one unknown piece. */
function joinUnknowns(stretches: readonly Stretch[], unknownId: number): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last && last.id === unknownId && stretch.id === unknownId) last.end = stretch.end;
    else joined.push(stretch);
  }
  return joined;
}

function joinPieces({ pieces }: Vocabulary, ids: readonly number[], unknowns: readonly string[]): string {
  const parts: Buffer[] = [];
  let unknownsUsed = 0;
  for (const id of ids) {
    const { text, kind } = pieces[id] ?? { text: '', kind: PIECE_KINDS.unused };
    if (kind === PIECE_KINDS.byte) parts.push(Buffer.of(byteOf(text)));
    else if (kind === PIECE_KINDS.unknown) parts.push(Buffer.from(unknowns[unknownsUsed++] ?? ''));
    else if (kind === PIECE_KINDS.normal || kind === PIECE_KINDS.userDefined) parts.push(Buffer.from(text));
  }
  return Buffer.concat(parts).toString('utf8').replaceAll('▁', ' ').trim();
}
