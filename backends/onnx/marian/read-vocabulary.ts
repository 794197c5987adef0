import { openProtobuf, type VisitFields } from './protobuf-reader.ts';
import { refuse } from './refuse.ts';

/** What a piece is for, as SentencePiece numbers it. */
export const PIECE_KINDS = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

interface Piece {
  text: string;
  /** The logarithm of how likely the piece is. */
  score: number;
  kind: number;
}

/** The contents of a SentencePiece file. */
export interface Vocabulary {
  /** The place of a piece is its id. */
  pieces: readonly Piece[];
  endId: number;
  unknownId: number;
  /** The compiled rules of normalization; empty when there are none. */
  charsmap: Buffer;
  addsPrefix: boolean;
  removesExtraSpaces: boolean;
}

const UNIGRAM = 1;
const MAX_PIECES = 1_000_000;

/** Reads a `.spm` file of the unigram kind. Refuses with `MODEL_NOT_READY` what it does not know or what is damaged. */
export function readVocabulary(bytes: Buffer, file: string): Vocabulary {
  const visit = openProtobuf(bytes, file);
  const settings: Pick<Vocabulary, 'charsmap' | 'addsPrefix' | 'removesExtraSpaces'> = {
    charsmap: Buffer.alloc(0),
    addsPrefix: true,
    removesExtraSpaces: true,
  };
  const pieces = readPieces(visit, bytes, file);
  visit(0, bytes.length, (field, _value, from, to) => {
    if (field === 2) checkTraining(visit, from, to, file);
    if (field !== 3) return;
    visit(from, to, (number, value, start, end) => {
      if (number === 2) settings.charsmap = bytes.subarray(start, end);
      if (number === 3) settings.addsPrefix = value !== 0;
      if (number === 4) settings.removesExtraSpaces = value !== 0;
      if (number === 5 && value === 0) throw refuse(file, 'it leaves spaces unmarked');
    });
  });
  const endId = pieces.findIndex(({ text, kind }) => text === '</s>' && kind === PIECE_KINDS.control);
  const unknownId = pieces.findIndex(({ kind }) => kind === PIECE_KINDS.unknown);
  if (endId < 0 || unknownId < 0) throw refuse(file, 'it has no piece for the end of a text, or none for the unknown');
  return { pieces, endId, unknownId, ...settings };
}

function readPieces(visit: VisitFields, bytes: Buffer, file: string): Piece[] {
  const pieces: Piece[] = [];
  let piece: Piece;
  const readField = (number: number, value: number, start: number, end: number): void => {
    if (number === 1) piece.text = bytes.toString('utf8', start, end);
    else if (number === 2 && end - start === 4) piece.score = bytes.readFloatLE(start);
    else if (number === 3) piece.kind = value;
  };
  visit(0, bytes.length, (number, _value, start, end) => {
    if (number !== 1) return;
    piece = { text: '', score: 0, kind: PIECE_KINDS.normal };
    visit(start, end, readField);
    if (!Number.isFinite(piece.score)) throw refuse(file, `the piece "${piece.text}" has no finite score`);
    if (pieces.push(piece) > MAX_PIECES) throw refuse(file, `it has more than ${MAX_PIECES} pieces`);
  });
  return pieces;
}

function checkTraining(visit: VisitFields, start: number, end: number, file: string): void {
  visit(start, end, (number, value) => {
    if (number === 3 && value !== UNIGRAM) throw refuse(file, 'it is not of the unigram kind');
    if (number === 24 && value !== 0) throw refuse(file, 'it marks spaces at the end of words');
  });
}
