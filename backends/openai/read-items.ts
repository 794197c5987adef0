import { z } from 'zod';

const THOUGHTS = /^\s*<think>[\s\S]*?<\/think>/;
const FENCE = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/;
const list = z.object({ items: z.array(z.looseObject({ n: z.int() })) });

/** Reads JSON, also where a model thinks aloud before it or puts it into a code block. Gives undefined for anything else. */
function readJson(content: string): unknown {
  const reply = content.replace(THOUGHTS, '');
  try {
    return JSON.parse(FENCE.exec(reply)?.[1] ?? reply);
  } catch {
    return undefined;
  }
}

/** The part of a reply that is about each of `count` texts. Undefined where there is none, or more than one. */
export function readItems(content: string, count: number): readonly unknown[] {
  const json = readJson(content);
  if (count === 1) return [json];
  const items = list.safeParse(json).data?.items ?? [];
  return Array.from({ length: count }, (_, place) => {
    const [item, ...others] = items.filter(({ n }) => n === place + 1);
    return others.length === 0 ? item : undefined;
  });
}
