import type { Engine, Row } from '../engine.ts';
import { readArchitecture } from './architecture.ts';
import { readContainer } from './container.ts';
import { cutBatches } from './cut-batches.ts';
import { type Decoded, decodeBatch } from './decode-batch.ts';
import { findFiles, type ModelFile } from './find-files.ts';
import { createNetwork, MAX_SOURCE_TOKENS, type Network } from './network.ts';
import { readVocabulary, type Vocabulary } from './read-vocabulary.ts';
import { refuse } from './refuse.ts';
import { createRespeller } from './respell.ts';
import { fitted, readingsOf, withCapital, worthOf } from './short-text.ts';
import { type Part, splitSource } from './split-source.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';
import { createWeights } from './weights.ts';

/** After one of these no space follows: scripts that write none. */
const SPACELESS_END = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]$/;

const NOTHING: Decoded = Object.freeze({ ids: [], logProbability: 0 });

interface Side {
  vocabulary: Vocabulary;
  tokenizer: Tokenizer;
  /** Writes a text with characters that the vocabulary has. */
  respell(text: string): string;
}

/** A part of the text at `place`, or one reading of a short one, and what it became. */
interface Job extends Part {
  place: number;
  /** Whether it is one of several readings, of which the best is taken. */
  isRated: boolean;
  decoded: Decoded;
}

/**
 * Loads a Firefox Translations folder (`model.*.intgemm.alphas.bin` with `vocab.*.spm`, or with `srcvocab.*.spm` and
 * `trgvocab.*.spm`) as an engine that translates whole sentences. Throws `MODEL_NOT_READY`, naming the file, for anything
 * that is missing, damaged or of an architecture that is not known.
 */
export async function loadMarian(folder: string): Promise<Engine> {
  const { model, sourceVocabulary, targetVocabulary } = await findFiles(folder);
  const items = readContainer(model.bytes, model.name);
  const source = openSide(sourceVocabulary);
  const target = targetVocabulary === sourceVocabulary ? source : openSide(targetVocabulary);
  const network = await createNetwork(createWeights(items, model.name), readArchitecture(items, model.name), model.name);
  checkSize(source, network.sourceTokens, sourceVocabulary.name);
  checkSize(target, network.targetTokens, targetVocabulary.name);

  return {
    run: (texts, _output, isCancelled) => translate(network, source, target, texts, isCancelled),
    async close() {
      await network.encoder.release();
      await network.decoder.release();
    },
  };
}

function openSide({ bytes, name }: ModelFile): Side {
  const vocabulary = readVocabulary(bytes, name);
  const tokenizer = createTokenizer(vocabulary, name);
  return { vocabulary, tokenizer, respell: createRespeller(tokenizer, vocabulary.unknownId) };
}

function checkSize({ vocabulary }: Side, tokens: number, file: string): void {
  const { length } = vocabulary.pieces;
  if (length > tokens) throw refuse(file, `it has ${length} pieces, but the model knows ${tokens}`);
}

async function translate(
  network: Network,
  source: Side,
  target: Side,
  texts: readonly string[],
  isCancelled: (place: number) => boolean,
): Promise<readonly Row[]> {
  const jobs = texts.map((text, place) => (isCancelled(place) ? [] : makeJobs(source, text, place)));
  for (const batch of cutBatches(jobs.flat())) {
    const sources = batch.map(({ ids }) => [...ids, source.vocabulary.endId]);
    const isRowCancelled = (row: number): boolean => isCancelled(batch[row]?.place ?? 0);
    const isRated = (row: number): boolean => batch[row]?.isRated ?? false;
    const decoded = await decodeBatch(network, sources, target.vocabulary.endId, isRowCancelled, isRated);
    for (const [row, job] of batch.entries()) job.decoded = decoded[row] ?? NOTHING;
  }
  return texts.map((text, place) => rowOf(target, text, jobs[place] ?? []));
}

/** A text of which the vocabulary knows nothing but spaces has no jobs: the model would make something up. */
function makeJobs({ tokenizer, vocabulary, respell }: Side, text: string, place: number): Job[] {
  const pieceOf = (id: number): string => vocabulary.pieces[id]?.text ?? '';
  const readings = readingsOf(text).map((reading) => tokenizer.encode(respell(reading)));
  if (readings[0]?.every((id) => id === vocabulary.unknownId || pieceOf(id) === '▁')) return [];
  const isRated = readings.length > 1;
  return readings.flatMap((ids) =>
    splitSource(ids, MAX_SOURCE_TOKENS - 1, pieceOf).map((part) => ({ ...part, place, isRated, decoded: NOTHING })),
  );
}

/** A text without jobs stays as it is. */
function rowOf(target: Side, text: string, jobs: readonly Job[]): Row {
  const [first] = jobs;
  if (!first) return { windows: [], text: text.trim(), inputTokens: 0, outputTokens: 0 };
  if (first.isRated) return bestOf(target, text, jobs);
  const row = joinJobs(target, jobs);
  return { ...row, text: withCapital(text, row.text) };
}

/** The reading that is worth most. What the others cost is not the text's: it counts as read once. */
function bestOf(target: Side, text: string, jobs: readonly Job[]): Row {
  const inputTokens = (jobs[0]?.ids.length ?? 0) + 1;
  const rows = jobs.map((job) => {
    const row = joinJobs(target, [job]);
    const translation = fitted(text, row.text);
    return {
      row: { ...row, text: translation, inputTokens },
      worth: worthOf(text, translation, job.decoded.logProbability / row.outputTokens),
    };
  });
  return rows.reduce((best, other) => (other.worth > best.worth ? other : best)).row;
}

function joinJobs({ tokenizer }: Side, jobs: readonly Job[]): Row & { text: string } {
  const row = { windows: [], text: '', inputTokens: 0, outputTokens: 0 };
  for (const { ids, hasSpaceBefore, decoded } of jobs) {
    const isApart = hasSpaceBefore && row.text !== '' && !SPACELESS_END.test(row.text);
    row.text += (isApart ? ' ' : '') + tokenizer.decode(decoded.ids);
    row.inputTokens += ids.length + 1;
    row.outputTokens += decoded.ids.length + 1;
  }
  return row;
}
