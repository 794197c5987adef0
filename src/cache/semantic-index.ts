import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Answer } from '../model.ts';
import type { Task } from '../task.ts';

/** A text as it is compared: what it means, and what must be equal in both however near they are. */
export interface Question {
  /** Of length 1. */
  vector: Float32Array;
  /** Of `signatureOf`. */
  signature: string;
}

interface Neighbor extends Question {
  answer: Answer<Task>;
  /** Milliseconds of the epoch. */
  storedAt: number;
}

/** Answers by the meaning of their text: exact cosine search over a bounded number of vectors. */
export interface SemanticIndex {
  /** The nearest text of the same group and signature among those that are fresh, if it is at least as near as `threshold`. */
  find(
    group: string,
    question: Question,
    threshold: number,
    isFresh: (storedAt: number) => boolean,
  ): { neighbor: Neighbor; similarity: number } | undefined;
  /** Keeps an answer, in place of the one to the same text if there is one. */
  add(group: string, neighbor: Neighbor): void;
  /** Forgets the answer to this very text. */
  forget(group: string, question: Question): void;
  /** Forgets the groups that are meant; gives how many vectors they held. */
  delete(isMeant: (group: string) => boolean): number;
  /** How often something was deleted: what was asked before may not be added after it. */
  purges(): number;
  /** How many vectors are kept. */
  size(): number;
}

interface Group {
  /** By `textKey`, the oldest first. */
  neighbors: Map<string, Neighbor & { bytes: number }>;
  bytes: number;
}

/** A group is searched whole for each question, so it is kept short: 1,000 vectors of 384 numbers take half a millisecond. */
const GROUP_SIZE = 1_000;

/** What a vector of 384 numbers takes with the answer of a sentiment model, at the most: measured over 20,000, each in a group of its own. */
const VECTOR_BYTES = 3_500;

/** What a neighbor takes beside its vector and the text of its answer. */
const OVERHEAD_BYTES = 1_000;

/**
 * `maxVectors` bounds the memory: about 3.5 kB each. What takes more, such as an answer with many labels, counts as several.
 * Groups not asked for the longest go first.
 */
export function createSemanticIndex(maxVectors: number): SemanticIndex {
  const maxBytes = Math.max(1, maxVectors) * VECTOR_BYTES;
  const groups = new LRUCache<string, Group>({ maxSize: maxBytes });
  let purges = 0;
  const put = (key: string, group: Group) => {
    groups.delete(key); // set again while it is there, a group would keep the size it had
    if (group.bytes > 0) groups.set(key, group, { size: group.bytes });
  };
  return {
    find(group, { vector, signature }, threshold, isFresh) {
      let best: Neighbor | undefined;
      let similarity = threshold;
      for (const neighbor of groups.get(group)?.neighbors.values() ?? []) {
        if (neighbor.signature !== signature || !isFresh(neighbor.storedAt)) continue;
        const cosine = dot(vector, neighbor.vector);
        if (cosine >= similarity) [best, similarity] = [neighbor, cosine];
      }
      return best && { neighbor: best, similarity };
    },
    add(key, neighbor) {
      const group = groups.get(key) ?? { neighbors: new Map(), bytes: 0 };
      remove(group, textKey(neighbor));
      const bytes = bytesOf(key, neighbor);
      group.neighbors.set(textKey(neighbor), { ...neighbor, bytes });
      group.bytes += bytes;
      for (const oldest of group.neighbors.keys()) {
        if (group.neighbors.size <= GROUP_SIZE && group.bytes <= maxBytes) break;
        remove(group, oldest);
      }
      put(key, group);
    },
    forget(key, question) {
      const group = groups.get(key);
      if (group && remove(group, textKey(question))) put(key, group);
    },
    delete(isMeant) {
      const meant = [...groups.keys()].filter(isMeant);
      const forgotten = meant.reduce((sum, group) => sum + (groups.peek(group)?.neighbors.size ?? 0), 0);
      for (const group of meant) groups.delete(group);
      purges += 1;
      return forgotten;
    },
    purges: () => purges,
    size: () => [...groups.values()].reduce((sum, { neighbors }) => sum + neighbors.size, 0),
  };
}

/** Whether there was such a text. */
function remove(group: Group, key: string): boolean {
  group.bytes -= group.neighbors.get(key)?.bytes ?? 0;
  return group.neighbors.delete(key);
}

/** Equal for texts that nothing tells apart. */
function textKey({ vector, signature }: Question): string {
  return signature + hash('sha256', vector, 'hex');
}

/** With the key of the group, which may hold nothing else. */
function bytesOf(group: string, { vector, answer }: Neighbor): number {
  const bytes = vector.byteLength + 2 * JSON.stringify(answer).length + group.length + OVERHEAD_BYTES;
  return Math.max(VECTOR_BYTES, bytes);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] ?? 0) * (b[place] ?? 0);
  return sum;
}
