import type { ModelCardFragment } from '../generated/graphql.ts';
import { languageName } from '../ui/languages.ts';

const shown = 6;

/** What a model reads, in one line; the model's own page has the whole list. */
export function languagesLine({ languages, pairs }: ModelCardFragment): string {
  const parts =
    pairs.length > 0
      ? pairs.map(({ source, target }) => `${languageName(source)} → ${languageName(target)}`)
      : languages.map(languageName);
  if (parts.length === 0) return 'Any language';
  const more = parts.length - shown;
  return more > 0 ? `${parts.slice(0, shown).join(', ')} and ${more} more` : parts.join(', ');
}
