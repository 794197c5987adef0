import { z } from 'zod';
import { hasTooManyValues } from '../../src/too-many-values.ts';
import { listOf } from '../shared/list-of.ts';
import { answerIn } from './reasoning.ts';

const FENCE = '```';
const list = z.object({ items: listOf(z.looseObject({ tag: z.string() })) });

/** What stands in the code block that a reply is; any other reply as it is. No pattern does it: on many line feeds those take minutes. */
function withoutFence(reply: string): string {
  const block = reply.trim();
  const begin = block.indexOf('\n') + 1;
  return begin > 0 && block.startsWith(FENCE) && block.endsWith(FENCE) ? block.slice(begin, -FENCE.length) : block;
}

/** A hundred texts, each with 150 labels, have fewer. */
const MAX_VALUES = 20_000;

function parse(reply: string): unknown {
  if (hasTooManyValues(reply, MAX_VALUES)) return undefined;
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
 * The part of a reply that is about each of the texts with these tags, which are all in `asked`. Undefined where there is none. Of several
 * texts, all or none have their part: a model that does not repeat each tag once may have given each the answer of another.
 */
export function readItems(content: string, tags: readonly string[], asked = ''): readonly unknown[] {
  const json = readJson(content, asked);
  if (tags.length === 1) return [json];
  const items = list.safeParse(json).data?.items ?? [];
  const byTag = new Map(items.map((item) => [item.tag, item]));
  const isWhole = items.length === tags.length && tags.every((tag) => byTag.has(tag));
  return tags.map((tag) => (isWhole ? byTag.get(tag) : undefined));
}
