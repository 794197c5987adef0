import { z } from 'zod';
import { afterThoughts } from './thoughts.ts';

const FENCE = '```';
/** An item without its number is nobody's, and no reason to ask for the others again. */
const numbered = z.looseObject({ n: z.int() }).optional().catch(undefined);
const list = z.object({ items: z.array(numbered) });

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
const readJson = (content: string): unknown => parse(content) ?? parse(afterThoughts(content, ''));

/** The part of a reply that is about each of `count` texts. Undefined where there is none, or more than one. */
export function readItems(content: string, count: number): readonly unknown[] {
  const json = readJson(content);
  if (count === 1) return [json];
  const items = list.safeParse(json).data?.items ?? [];
  return Array.from({ length: count }, (_, place) => {
    const [item, ...others] = items.filter((each) => each?.n === place + 1);
    return others.length === 0 ? item : undefined;
  });
}
