import { isDangling } from './summarize-dangling.ts';
import type { Units } from './summarize-units.ts';

/** About two seconds of embedding on one core. */
const MAX_UNITS = 1_000;

/**
 * What a summary of `count` units may be made of: no headings, unless the text is hardly anything else. Of more than 1,000
 * units, those that stand alone, spread evenly over the text: what another leans on might not be among those that are read.
 */
export function readable({ units, isDialogue }: Units, count: number): Units {
  const body = units.filter(({ isHeading }) => !isHeading);
  const candidates = body.length > count ? body : units;
  if (candidates.length <= MAX_UNITS) return { units: candidates, isDialogue };
  const alone = candidates.filter(({ text }) => isDialogue || !isDangling(text));
  const many = alone.length > count ? alone : candidates;
  const step = Math.max(1, many.length / MAX_UNITS);
  return { units: many.filter((_, place) => Math.floor(place / step) > Math.floor((place - 1) / step)), isDialogue };
}
