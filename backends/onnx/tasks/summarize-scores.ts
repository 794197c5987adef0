import { pace } from '../pace.ts';
import type { Unit, Units } from './summarize-units.ts';
import { addScaled, dot } from './vectors.ts';

interface Weights {
  /** On top of the lead, for the first unit alone. */
  opening: number;
  lead: number;
  decay: number;
  centrality: number;
}

/** News says what matters first, and in long texts centrality finds the commonplace. */
const LEAD_FIRST: Weights = { opening: 1, lead: 6, decay: 8, centrality: 0.5 };
/** Dialogues open with their matter, but settle it later. */
const DIALOGUE: Weights = { opening: 1, lead: 3, decay: 8, centrality: 0.5 };
/** Short expositions start with background: what is central counts more than what comes first. */
const CENTER_FIRST: Weights = { opening: 0, lead: 1.5, decay: 5, centrality: 1 };

const LONG_TEXT = 20;
/** Past so many units the lead counts less and less: it cannot speak for a book. */
const LEAD_SPEAKS_FOR = 80;
const REPORT_SHARE = 0.1;
const REPORT =
  /\b(?:said|says|told|according to|announced|reported|added|claimed|warned|confirmed|spokes(?:man|woman|person)|police|officials?|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday)\b|["“”]/iu;

/** What letters say before they come to their matter. */
const PLEASANTRY =
  /^(?:thanks|thank you|many thanks|i hope (?:this|you|all)|hope you|nice to|it was (?:nice|great|good) to|how are you|please find)\b/iu;

/** What authors write where they sum up. */
const CUE =
  /\b(?:we (?:propose|present|introduce|show|develop|find|found|demonstrate|describe|study|recommend)|(?:in )?this (?:paper|work|article|study|report)|in (?:summary|conclusion|short)|to sum up|overall|results? (?:show|suggest|indicate)|the (?:main|key|most important)|conclu(?:de|sion)|importantly)\b/iu;

/**
 * How much each unit matters: lead · exp(−place / decay) + centrality · z, where z is the standardised mean similarity to
 * the other units; 1 more where the author sums up, 2 less for under 6 words, 10 less for under 3, 0.7 less for over 45,
 * 6 less for a pleasantry. Which weights apply
 * depends on the text: dialogues have their own; texts of more than 20 units, and those where at least a tenth of the
 * units report (somebody said, on Monday, a quotation), are read lead first; other short texts centre first.
 * Past 80 units the weight of the lead falls as 80 / units.
 */
export async function scoresOf({ units, isDialogue }: Units, vectors: readonly Float32Array[]): Promise<number[]> {
  const weights = weightsFor(units, isDialogue);
  const lead = weights.lead * Math.min(1, LEAD_SPEAKS_FOR / units.length);
  const centrality = standardised(meanSimilarities(vectors));
  const scores: number[] = [];
  for (const [place, unit] of units.entries()) {
    const position = lead * Math.exp(-place / weights.decay) + (place === 0 ? weights.opening : 0);
    scores.push(position + weights.centrality * (centrality[place] ?? 0) + formScore(unit));
    await pace();
  }
  return scores;
}

function weightsFor(units: readonly Unit[], isDialogue: boolean): Weights {
  if (isDialogue) return DIALOGUE;
  return units.length > LONG_TEXT || reports(units) ? LEAD_FIRST : CENTER_FIRST;
}

function reports(units: readonly Unit[]): boolean {
  return units.filter(({ text }) => REPORT.test(text)).length >= REPORT_SHARE * units.length;
}

function formScore({ text, words }: Unit): number {
  const length = words < 3 ? -10 : words < 6 ? -2 : words > 45 ? -0.7 : 0;
  return length + (CUE.test(text) ? 1 : 0) - (PLEASANTRY.test(text) ? 6 : 0);
}

/** By the sum of all vectors, so that the cost grows with the number of units and not its square. */
function meanSimilarities(vectors: readonly Float32Array[]): number[] {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) addScaled(sum, vector, 1);
  return vectors.map((vector) => (dot(vector, sum) - dot(vector, vector)) / Math.max(1, vectors.length - 1));
}

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance) || 1;
  return values.map((value) => (value - mean) / deviation);
}
