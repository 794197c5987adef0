/** A word that begins with two capitals. One alone may be an acronym. */
const WORD_OF_CAPITALS = /(?<!\p{L})\p{Lu}{2}/gu;
/** Nor is a long word, or one with an accent, an acronym; the few that are come back in capitals anyway. */
const NO_ACRONYM = /\p{Lu}{5,}|\p{Lu}[À-ÖØ-Þ]|[À-ÖØ-Þ]\p{Lu}/u;
const LOWER = /\p{Ll}/u;
/** Markers for protected stretches, as lower-casing leaves them. */
const LOWERED_MARKER = /(?<![\p{L}\p{N}])[xyzq]{1,3}(?=\d)/gu;
const FIRST_LETTER = /\p{L}/u;

/** True for a sentence all in capitals. */
export function isShouted(text: string): boolean {
  if (LOWER.test(text)) return false;
  return NO_ACRONYM.test(text) || (text.match(WORD_OF_CAPITALS)?.length ?? 0) >= 2;
}

/** Writes a shouted sentence as translators know sentences: they read little but capitals they have never seen. */
export function quieten(text: string): string {
  const lower = text.toLowerCase().replace(LOWERED_MARKER, (marker) => marker.toUpperCase());
  return lower.replace(FIRST_LETTER, (letter) => letter.toUpperCase());
}
