import { tenantDigest } from '../cache/entry.ts';
import { noteLookUp } from '../cache/look-up.ts';
import { type NearIndex, signatureOf } from '../cache/near-index.ts';
import { type Answer, type Call, type Embed, isAnswered, type ModelRef, type Outcome, outcomeOf, type Run } from '../model.ts';
import type { Options, Task } from '../task.ts';
import { runAt } from './fill-in.ts';

export interface NearRoom {
  index: NearIndex;
  /** The shipped embedding model: handed in, since no layer knows a backend. */
  embed: Embed;
  /** Cosine from which two texts of one signature are taken for the same question. */
  threshold: number;
  /** How sure an answer must be to serve for other texts; one that does not say counts as 0. */
  minConfidence: number;
  ttlMs: number;
}

/**
 * Answers a text as its nearest neighbour was answered, within the same tenant, task, options and model version.
 * For labels only: a neighbour's translation or summary would be wrong. Where no embedding comes, the model is asked.
 */
export function near<T extends Task>(run: Run<T>, owner: { task: T; model: ModelRef }, room: NearRoom): Run<T> {
  return async (texts, options, call) => {
    if (call.cache !== 'USE') return run(texts, options, call);
    const beganMs = performance.now();
    const vectors = await embedded(room.embed, texts, call);
    if (!vectors) return run(texts, options, call);
    const group = groupOf(owner, options, call);
    const signatures = texts.map(signatureOf);
    const outcomes = texts.map((_, place) => nearest<T>(room, group, vectors[place], signatures[place] ?? ''));
    noteLookUp(call, beganMs);
    const open = outcomes.flatMap((outcome, place) => (outcome ? [] : [place]));
    const asked = open.length > 0 ? await runAt(run, open, texts, options, call) : [];
    open.forEach((place, index) => {
      const outcome = asked[index];
      const vector = vectors[place];
      outcomes[place] = outcome;
      if (!outcome || !vector || !isAnswered(outcome) || (outcome.result.confidence ?? 0) < room.minConfidence) return;
      room.index.add(group, { vector, signature: signatures[place] ?? '', answer: outcome.result, storedAt: Date.now() });
    });
    return outcomes as Outcome<T>[];
  };
}

async function embedded(embed: Embed, texts: readonly string[], call: Call): Promise<readonly Float32Array[] | undefined> {
  try {
    return await embed(texts, call);
  } catch {
    return undefined;
  }
}

function nearest<T extends Task>(
  room: NearRoom,
  group: string,
  vector: Float32Array | undefined,
  signature: string,
): Outcome<T> | undefined {
  const found = vector && room.index.find(group, vector, signature, room.threshold);
  const ageMs = found ? Date.now() - found.neighbour.storedAt : 0;
  if (!found || ageMs > room.ttlMs) return undefined;
  const cache = {
    status: 'NEAR_HIT',
    similarity: Math.min(1, found.similarity),
    ageSeconds: Math.max(0, Math.floor(ageMs / 1_000)),
  } as const;
  return outcomeOf<T>(found.neighbour.answer as Answer<T>, cache);
}

function groupOf<T extends Task>({ task, model }: { task: T; model: ModelRef }, options: Options<T>, { tenant }: Call): string {
  return JSON.stringify([task, model, tenantDigest(tenant), options]);
}
