/** Two words or more of two capitals each: one alone may be an acronym. */
const WORDS_OF_CAPITALS = /\p{Lu}{2,}[\s\S]*[^\p{L}]\p{Lu}{2,}/u;
/** Nor is a long word, or one with an accent, an acronym; the few that are come back in capitals anyway. */
const NO_ACRONYM = /\p{Lu}{5,}|\p{Lu}[À-ÖØ-Þ]|[À-ÖØ-Þ]\p{Lu}/u;
const LOWER = /\p{Ll}/u;
/** Markers for protected stretches, as lower-casing leaves them. */
const LOWERED_MARKER = /(?<![\p{L}\p{N}])[xyzq]{1,3}(?=\d)/gu;
const FIRST_LETTER = /\p{L}/u;

/** True for a sentence all in capitals. */
export function isShouted(text: string): boolean {
  return (WORDS_OF_CAPITALS.test(text) || NO_ACRONYM.test(text)) && !LOWER.test(text);
}

/** Writes a shouted sentence as translators know sentences: they read little but capitals they have never seen. */
export function quieten(text: string): string {
  const lower = text.toLowerCase().replace(LOWERED_MARKER, (marker) => marker.toUpperCase());
  return lower.replace(FIRST_LETTER, (letter) => letter.toUpperCase());
}
