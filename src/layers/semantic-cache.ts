import { hash } from 'node:crypto';
import { ownerPrefix } from '../cache/entry.ts';
import { noteLookUp } from '../cache/look-up.ts';
import type { Question, SemanticIndex } from '../cache/semantic-index.ts';
import { signatureOf } from '../cache/semantic-signature.ts';
import { type Answer, type Call, type Embed, isAnswered, type ModelRef, type Outcome, outcomeOf, type Run } from '../model.ts';
import { remember } from '../remember.ts';
import type { Task } from '../task.ts';
import type { Freshness } from './cache.ts';
import { runAt } from './fill-in.ts';

export interface SemanticCacheResources {
  index: SemanticIndex;
  /** The shipped embedding model: handed in, since no layer knows a backend. */
  embed: Embed;
  /** Cosine from which two texts of one signature are taken for the same question. */
  threshold: number;
  /** How sure an answer must be to serve for other texts; one that does not say counts as 0. */
  minConfidence: number;
}

/**
 * Answers a text as its nearest neighbor was answered, within the same tenant, task, options and model version.
 * For labels only: a neighbor's translation or summary would be wrong. Where no embedding comes, the model is asked.
 * REFRESH asks the model too, and its answer takes the place of the one that was kept for the same text.
 */
export function semanticCache<T extends Task>(
  run: Run<T>,
  owner: { task: T; model: ModelRef },
  room: SemanticCacheResources,
  { ttlMs }: Pick<Freshness, 'ttlMs'>,
): Run<T> {
  return async (texts, options, call) => {
    if (call.cache === 'BYPASS') return run(texts, options, call);
    const group = groupOf(owner, options, call.tenant);
    const purges = room.index.purges();
    if (call.cache === 'REFRESH') {
      const [asked, questions] = await Promise.all([run(texts, options, call), questionsOf(room.embed, texts, call)]);
      if (purges === room.index.purges()) keep(room, group, questions, asked);
      return asked;
    }
    const startedAt = performance.now();
    const questions = await questionsOf(room.embed, texts, call);
    const outcomes = texts.map((_, place) => nearest<T>(room, group, questions[place], ttlMs));
    noteLookUp(call, startedAt);
    const open = outcomes.flatMap((outcome, place) => (outcome ? [] : [place]));
    if (open.length === 0) return outcomes as Outcome<T>[];
    const asked = await runAt(run, open, texts, options, call);
    const openQuestions = open.map((place) => questions[place]);
    if (purges === room.index.purges()) keep(room, group, openQuestions, asked);
    open.forEach((place, index) => {
      outcomes[place] = asked[index];
    });
    return outcomes as Outcome<T>[];
  };
}

/** In UTF-16 units. Of a longer text the embedding tells its subject, and no more what it says of it. */
const MAX_TEXT_LENGTH = 4_000;

/** Nothing for a text that is too long, and where no embedding comes. */
async function questionsOf(embed: Embed, texts: readonly string[], call: Call): Promise<readonly (Question | undefined)[]> {
  const short = texts.filter(({ length }) => length <= MAX_TEXT_LENGTH);
  if (short.length === 0) return [];
  try {
    const vectors = await embed(short, call);
    const questions = vectors.map((vector, index) => ({ vector, signature: signatureOf(short[index] ?? '') }));
    let next = 0;
    return texts.map(({ length }) => (length <= MAX_TEXT_LENGTH ? questions[next++] : undefined));
  } catch {
    return [];
  }
}

function nearest<T extends Task>(
  { index, threshold }: SemanticCacheResources,
  group: string,
  question: Question | undefined,
  ttlMs: number,
): Outcome<T> | undefined {
  const now = Date.now();
  // From the future: a clock was set back, and nobody knows how old it is.
  const isFresh = (storedAt: number) => storedAt <= now && now - storedAt <= ttlMs;
  const found = question && index.find(group, question, threshold, isFresh);
  if (!found) return undefined;
  const { answer, storedAt } = found.neighbor;
  return outcomeOf<T>(answer as Answer<T>, {
    status: 'SEMANTIC_HIT',
    similarity: Math.min(1, found.similarity),
    ageSeconds: Math.floor((now - storedAt) / 1_000),
  });
}

/** An answer that is not sure is not kept, and what was kept for its text is out of date. */
function keep<T extends Task>(
  { index, minConfidence }: SemanticCacheResources,
  group: string,
  questions: readonly (Question | undefined)[],
  outcomes: readonly Outcome<T>[],
): void {
  outcomes.forEach((outcome, place) => {
    const question = questions[place];
    if (!question || !isAnswered(outcome)) return;
    const { result } = outcome;
    if ((result.confidence ?? 0) < minConfidence) index.forget(group, question);
    else index.add(group, { ...question, answer: result, storedAt: Date.now() });
  });
}

/** Begins as the keys of entries do, so that both are purged alike; the rest is digested, since the labels of callers can be long. */
function groupOf<T extends Task>({ task, model }: { task: T; model: ModelRef }, options: object, tenant: string): string {
  const rest = JSON.stringify([task, model, tenant, digestOf(options)]);
  return ownerPrefix({ task, model, tenant }) + hash('sha256', rest, 'hex');
}

const digestOf = remember((options: object) => hash('sha256', JSON.stringify(options), 'hex'));
