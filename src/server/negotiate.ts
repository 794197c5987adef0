import { LRUCache } from 'lru-cache';

export const JSON_TYPE = 'application/json; charset=utf-8';
export const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

export type MediaType = typeof JSON_TYPE | typeof GRAPHQL_TYPE;

/** In the order of preference among types the caller likes equally. */
const OFFERS = [
  { type: JSON_TYPE, matches: new Set(['application/json', 'application/*', '*/*']) },
  { type: GRAPHQL_TYPE, matches: new Set(['application/graphql-response+json', 'application/*', '*/*']) },
] as const;

const known = new LRUCache<string, { type?: MediaType }>({ max: 200 });

/** The media type to answer with, for an `accept` header; undefined when it allows none that this server has. */
export function negotiate(accept: string | undefined): MediaType | undefined {
  if (accept === undefined || accept === '*/*') return JSON_TYPE;
  let choice = known.get(accept);
  if (!choice) {
    choice = { type: choose(accept) };
    if (accept.length <= 1_000) known.set(accept, choice);
  }
  return choice.type;
}

/** The offer of the highest quality; between equals, the one that is named more exactly, then the first. */
function choose(accept: string): MediaType | undefined {
  const ranges = accept
    .split(',', 50)
    .map(readRange)
    .filter(({ name }) => name !== '');
  if (ranges.length === 0) return JSON_TYPE; // an empty list rules nothing out
  let best: { type: MediaType; quality: number; exact: boolean } | undefined;
  for (const { type, matches } of OFFERS) {
    const fitting = ranges.filter(({ name }) => matches.has(name)).toSorted((a, b) => wildcards(a.name) - wildcards(b.name));
    const [range] = fitting;
    if (!range || range.quality <= 0) continue;
    const exact = wildcards(range.name) === 0;
    if (!best || range.quality > best.quality || (range.quality === best.quality && exact && !best.exact))
      best = { type, quality: range.quality, exact };
  }
  return best?.type;
}

function readRange(range: string): { name: string; quality: number } {
  const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { name, quality: Number.isNaN(quality) ? 0 : quality };
}

function wildcards(name: string): number {
  return name.split('*').length - 1;
}
