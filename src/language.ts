/** What language a text is in, and how language tags compare. */
import { eld } from 'eld/extrasmall';
import { mainScript } from './scripts.ts';

/** What language a text is in. */
export interface LanguageGuess {
  /** BCP 47; absent when the text is too short or too mixed to tell. */
  language?: string;
  /** 0 to 1. */
  confidence: number;
}

const UNKNOWN: LanguageGuess = Object.freeze({ confidence: 0 });

/** A longer text is judged by pieces from its start, middle and end. In UTF-16 units. */
const PIECE = 320;

/**
 * What tells nothing: code, placeholders, tags, addresses, mentions, hashtags, words with digits. Tried at the start of a word
 * only: from every letter of Chinese, which has no spaces, one text would hold up the others for milliseconds.
 */
const NOISE =
  /`[^`]*`|\{[^{}]*\}|<[^<>]*>|\b(?:https?:\/\/|www\.)\S*|(?<![^\s@])[^\s@]+@\S+|[@#][\p{L}\p{N}_]+|(?<![\p{L}_-])[\p{L}_-]*\p{N}[\p{L}\p{N}_]*/gu;

/** Words of English that are rare elsewhere in the Latin script: with one word in eight of these a text is English, or mixed. */
const ENGLISH = new Set(
  `the and you your that this these with what how why which where they their there would could should from about because been
  when who his her our out get my of to add please is for i be not i'm it's don't`.split(/\s+/),
);
const ENGLISH_SHARE = 1 / 8;

/** Fitted on English fragments, names, commands and tweets: these pass as unknown rather than as another language. */
const MIN_LETTERS = 10;
const MIN_EVIDENCE_OF_ENGLISH = 6;
const MIN_EVIDENCE_OF_OTHERS = 40;
const MIN_EVIDENCE_AGAINST_ENGLISH_WORDS = 250;
/** Few letters must speak the louder: evidence times letters. */
const MIN_EVIDENCE_LETTERS = 1200;
const MIN_SHARE = 0.55;
/** What the usual language of a script is ahead of the others from the start. */
const HEAD_START = 20;

/** A word in Latin letters that begins as names and titles do. */
const NAME = /(?<![\p{L}\p{M}])(?=\p{Script=Latin})\p{Lu}[\p{Ll}\p{M}'’]+(?:['’-]\p{Lu}[\p{Ll}\p{M}]+)*(?![\p{L}])/gu;
const LOWER_WORD = /(?<![\p{L}\p{M}])\p{Ll}[\p{L}\p{M}'’]*/gu;
/** Sentences of any language in Latin letters have more words without a capital: German, which has fewest, about half. */
const MIN_SHARE_OF_LOWER = 1 / 3;

/** Evidence that makes a guess e times likelier. */
const EVIDENCE_SCALE = 8;

/**
 * Guesses the language of a text from a bounded sample, without its addresses, code, mentions and emoji.
 * Names none when the sample is too short or too mixed: a wrong name refuses good text, so doubt names none.
 */
export function detectLanguage(text: string): LanguageGuess {
  const cased = piecesOf(text).map((piece) => piece.replace(NOISE, ' ').replace(/(.)\1{2,}/gsu, '$1$1'));
  const pieces = (isMostlyNames(cased) ? cased.map((piece) => piece.replace(NAME, ' ')) : cased).map((piece) =>
    piece.toLowerCase(),
  );
  const script = mainScript(pieces.join(' '));
  if (!script || script.share < MIN_SHARE) return UNKNOWN;
  const [only] = script.languages;
  if (only && script.languages.length === 1) return { language: only, confidence: script.share };
  if (!only) return guessLatin(pieces.map((piece) => piece.match(/\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*/gu) ?? []));
  const evidence = evidenceOf(pieces.map((piece) => piece.split(/\s+/)));
  evidence.set(only, (evidence.get(only) ?? 0) + HEAD_START);
  const { language, lead } = likeliest(evidence, script.languages);
  return { language, confidence: script.share * logistic(lead) };
}

/** True when both tags name the same language, whatever their script or region. */
export function sameLanguage(a: string, b: string): boolean {
  return baseLanguage(a) === baseLanguage(b);
}

/** The language subtag of a tag, in lower case: `pt` for `pt-BR`. */
export function baseLanguage(tag: string): string {
  return (tag.split('-', 1)[0] ?? '').toLowerCase();
}

/** True for a well-formed language tag (BCP 47) of at most 35 characters, such as `pt-BR`. */
export function isLanguageTag(tag: string): boolean {
  if (tag.length > 35) return false;
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function piecesOf(text: string): string[] {
  if (text.length <= 3 * PIECE) return [text];
  const middle = text.length >> 1;
  return [text.slice(0, PIECE), text.slice(middle, middle + PIECE), text.slice(-PIECE)];
}

/** Names and titles are written alike in all languages: a list of them, such as of cities or of guests, says nothing of its own. */
function isMostlyNames(pieces: readonly string[]): boolean {
  const count = (pattern: RegExp) => pieces.reduce((sum, piece) => sum + (piece.match(pattern)?.length ?? 0), 0);
  const [names, lower] = [count(NAME), count(LOWER_WORD)];
  return names > 1 && lower < MIN_SHARE_OF_LOWER * (names + lower);
}

/** Sums over the pieces what their distinct words say for each language, as log-likelihoods up to a scale. */
function evidenceOf(pieces: readonly (readonly string[])[]): Map<string, number> {
  const evidence = new Map<string, number>();
  for (const words of pieces) {
    const sample = [...new Set(words)].join(' ');
    for (const [language, score] of Object.entries(eld.detect(sample).getScores())) {
      // The detector squeezes its mean score s over n-grams into s / (s + 25); letters stand in for the n-grams.
      const mean = (25 * score) / (1 - score);
      evidence.set(language, (evidence.get(language) ?? 0) + (mean * sample.length) / 10);
    }
  }
  return evidence;
}

/** In Latin letters English is assumed until enough speaks against it. */
function guessLatin(pieces: readonly (readonly string[])[]): LanguageGuess {
  const words = pieces.flat();
  const evidence = evidenceOf(pieces);
  const { language, lead } = likeliest(evidence, [...evidence.keys()]);
  const letters = [...new Set(words)].join('').length;
  const against = (evidence.get(language) ?? 0) - (evidence.get('en') ?? 0);
  const told = language === 'en' ? lead >= MIN_EVIDENCE_OF_ENGLISH : against >= leastEvidence(words, letters);
  return told && letters >= MIN_LETTERS ? { language, confidence: logistic(lead) } : UNKNOWN;
}

function leastEvidence(words: readonly string[], letters: number): number {
  const mixed = words.filter(isEnglish).length >= words.length * ENGLISH_SHARE;
  return mixed ? MIN_EVIDENCE_AGAINST_ENGLISH_WORDS : Math.max(MIN_EVIDENCE_OF_OTHERS, MIN_EVIDENCE_LETTERS / letters);
}

/** The language that most speaks for, and its lead over the next; the first of the list where nothing speaks for any. */
function likeliest(evidence: ReadonlyMap<string, number>, languages: readonly string[]): { language: string; lead: number } {
  const of = (language: string) => evidence.get(language) ?? 0;
  const [language = '', next = ''] = languages.toSorted((a, b) => of(b) - of(a));
  return { language, lead: of(language) - of(next) };
}

function isEnglish(word: string): boolean {
  return ENGLISH.has(word.replace('’', "'"));
}

function logistic(evidence: number): number {
  return 1 / (1 + Math.exp(-evidence / EVIDENCE_SCALE));
}
