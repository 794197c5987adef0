/** Texts of a few words say too little of what they are: models trained on sentences go on as if there were more to come. */

/** Up to three words of Latin letters, such as labels and greetings. */
const SHORT = /^\p{Script=Latin}[\p{Script=Latin}'’-]*(?:,? \p{Script=Latin}[\p{Script=Latin}'’-]*){0,2}[.!?…]*$/u;
const MAX_LENGTH = 40;
const END = /[.!?…]*$/u;
/** What a reading adds, as the translation may write it. */
const ADDED_START = /^[\s"“”'‘’«„]+/u;
const ADDED_END = /[\s"“”'‘’»:.!?…]+$/u;
const WORD = /[\p{L}\p{N}]+|[^\s\p{L}\p{N}'’.-]|(?<=\s)-(?=\s)/gu;
const LOWER_AFTER_FIRST = /^.[^\p{Lu}]*$/u;
/** On the scale of log-probabilities a token: chosen on 320 greetings and labels, of which 0.25 to 0.75 get nearly as many right. */
const PENALTY = 0.5;

/**
 * The ways in which a model is asked for a short text: as it is, in lower case, before a colon and in quotation marks. Of a
 * text with capitals inside, such as a name, there is none in lower case. Any longer text has one reading, itself.
 */
export function readingsOf(text: string): readonly string[] {
  if (text.length < 2 || text.length > MAX_LENGTH || !SHORT.test(text)) return [text];
  const words = text.replace(END, '');
  const lower = LOWER_AFTER_FIRST.test(text) ? [text.toLowerCase()] : [];
  const others = text.endsWith('?') ? [] : [text === words ? `${words}.` : words, `${words}:`];
  return [...new Set([text, ...lower, ...others, `"${text}"`])];
}

/** The translation of a reading as that of the text: without what the reading added, with the end and the capital of the text. */
export function fitted(text: string, translation: string): string {
  const core = translation.replace(ADDED_START, '').replace(ADDED_END, '');
  return withCapital(text, core) + (END.exec(text)?.[0] ?? '');
}

/** The translation with a capital first where the text has one that the model was not shown: it read a letter that it knows. */
export function withCapital(text: string, translation: string): string {
  return /^\p{Lu}/u.test(text) ? translation.slice(0, 1).toUpperCase() + translation.slice(1) : translation;
}

/**
 * How good a fitted translation is: the mean log-probability of its tokens, less 0.5 for each word that it has more than
 * the text, for each word that it has twice, and where it only copies the text.
 */
export function worthOf(text: string, translation: string, meanLogProbability: number): number {
  const [before, after] = [text, translation].map((one) => one.toLowerCase().match(WORD) ?? []);
  if (!before || !after?.length) return Number.NEGATIVE_INFINITY;
  const extra = Math.max(0, after.length - before.length) + (after.length - new Set(after).size);
  const isCopy = after.join(' ') === before.join(' ');
  return meanLogProbability - PENALTY * (extra + (isCopy ? 1 : 0));
}
