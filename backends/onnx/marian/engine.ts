import type { Engine, Row } from '../engine.ts';
import { readArchitecture } from './architecture.ts';
import { readContainer } from './container.ts';
import { cutBatches } from './cut-batches.ts';
import { decodeBatch } from './decode-batch.ts';
import { findFiles, type ModelFile } from './find-files.ts';
import { createNetwork, MAX_SOURCE_TOKENS, type Network } from './network.ts';
import { readVocabulary, type Vocabulary } from './read-vocabulary.ts';
import { refuse } from './refuse.ts';
import { type Part, splitSource } from './split-source.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';
import { createWeights } from './weights.ts';

/** After one of these no space follows: scripts that write none. */
const SPACELESS_END = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]$/;

interface Side {
  vocabulary: Vocabulary;
  tokenizer: Tokenizer;
}

/** A part of the text at `place`, and what it became. */
interface Job extends Part {
  place: number;
  translation: readonly number[];
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
  return { vocabulary, tokenizer: createTokenizer(vocabulary, name) };
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
  const jobs = texts.flatMap((text, place) => (isCancelled(place) ? [] : makeJobs(source, text, place)));
  for (const batch of cutBatches(jobs)) {
    const sources = batch.map(({ ids }) => [...ids, source.vocabulary.endId]);
    const isRowCancelled = (row: number): boolean => isCancelled(batch[row]?.place ?? 0);
    const translations = await decodeBatch(network, sources, target.vocabulary.endId, isRowCancelled);
    for (const [row, job] of batch.entries()) job.translation = translations[row] ?? [];
  }
  const jobsOf = (place: number): Job[] => jobs.filter((job) => job.place === place);
  return texts.map((text, place) => joinJobs(target, text, jobsOf(place)));
}

/** A text of which the vocabulary knows nothing but spaces has no jobs: the model would make something up. */
function makeJobs({ tokenizer, vocabulary }: Side, text: string, place: number): Job[] {
  const pieceOf = (id: number): string => vocabulary.pieces[id]?.text ?? '';
  const ids = tokenizer.encode(text);
  if (ids.every((id) => id === vocabulary.unknownId || pieceOf(id) === '▁')) return [];
  return splitSource(ids, MAX_SOURCE_TOKENS - 1, pieceOf).map((part) => ({ ...part, place, translation: [] }));
}

/** A text without jobs stays as it is. */
function joinJobs({ tokenizer }: Side, text: string, jobs: readonly Job[]): Row {
  const row = { windows: [], text: jobs.length === 0 ? text.trim() : '', inputTokens: 0, outputTokens: 0 };
  for (const { ids, hasSpaceBefore, translation } of jobs) {
    const isApart = hasSpaceBefore && row.text !== '' && !SPACELESS_END.test(row.text);
    row.text += (isApart ? ' ' : '') + tokenizer.decode(translation);
    row.inputTokens += ids.length + 1;
    row.outputTokens += translation.length + 1;
  }
  return row;
}
