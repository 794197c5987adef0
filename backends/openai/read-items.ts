import { z } from 'zod';
import { answerIn } from './reasoning.ts';

const FENCE = '```';
const list = z.object({ items: z.array(z.looseObject({ n: z.int() })) });

/** What stands in the code block that a reply is; any other reply as it is. No pattern does it: on many line feeds those take minutes. */
function withoutFence(reply: string): string {
  const block = reply.trim();
  const begin = block.indexOf('\n') + 1;
  return begin > 0 && block.startsWith(FENCE) && block.endsWith(FENCE) ? block.slice(begin, -FENCE.length) : block;
}

function parse(reply: string): unknown {
  try {
    return JSON.parse(withoutFence(reply));
  } catch {
    return undefined;
  }
}

/** Reads JSON, also where a model thinks aloud before it or puts it into a code block. Gives undefined for anything else. */
function readJson(content: string, asked: string): unknown {
  // Marks that the texts hold may stand in the answer, or be those of thoughts all the same.
  return parse(content) ?? parse(answerIn(content, asked)) ?? parse(answerIn(content, ''));
}

/**
 * The part of a reply that is about each of `count` texts, which are all in `asked`. Undefined where there is none. Of several texts, all
 * or none have their part: a model that numbers them otherwise than 1, 2, 3 … may have given each the answer of another.
 */
export function readItems(content: string, count: number, asked = ''): readonly unknown[] {
  const json = readJson(content, asked);
  if (count === 1) return [json];
  const items = list.safeParse(json).data?.items ?? [];
  const byNumber = new Map(items.map((item) => [item.n, item]));
  const places = Array.from({ length: count }, (_, place) => place);
  const isWhole = items.length === count && places.every((place) => byNumber.has(place + 1));
  return places.map((place) => (isWhole ? byNumber.get(place + 1) : undefined));
}
