import { baseLanguage } from '../../../src/language.ts';
import type { Span } from './sentences.ts';

type Kind = readonly [sign: RegExp, kind: RegExp];

/**
 * What a translator must not touch, each with a sign without which a text has none: most texts have few of them.
 * Every repetition is bounded or stops at the next opening sign, so that time stays in proportion to the text. Letters are
 * given as ranges: `\p{L}` takes V8 tens of milliseconds to compile here.
 */
const KINDS: readonly Kind[] = [
  // Code: fences over several lines, then spans within one.
  [/`/, /```[\s\S]*?```|``(?:[^`\n]|`(?!`))+``|`[^`\n]+`/u],
  // Comments, tags and entities of HTML and XML.
  [/[<&]/, /<!--[\s\S]{0,200}?-->|<\/?(?:[a-zA-Z](?:[^<>]{0,500})|\d{1,3}\/?)>|&(?:[a-zA-Z]{2,20}|#\d{1,7}|#x[\da-fA-F]{1,6});/u],
  // Web addresses, mail addresses and names of hosts.
  [/:\/\/|www\.|mailto:/, /\b(?:[a-zA-Z][a-zA-Z\d+.-]{1,20}:\/\/|www\.|mailto:)[^\s<>"`“”«»]+/u],
  [
    /@/,
    /(?<![\w\u00c0-\u1fff\u3041-\ud7ff.%+-])[\w\u00c0-\u1fff\u3041-\ud7ff.%+-]{1,64}@(?:[\w\u00c0-\u1fff\u3041-\ud7ff-]{1,63}\.){1,8}[a-zA-Z\u00c0-\u1fff\u3041-\ud7ff]{2,24}/u,
  ],
  [
    /\.(?:com|org|net|edu|gov|io|dev|app|info)/,
    /(?<![\w.-])(?:[a-zA-Z\d-]{1,63}\.){1,5}(?:com|org|net|edu|gov|io|dev|app|info)(?:\.[a-z]{2})?(?![\w-])(?:\/[^\s<>"`“”«»]*)?/u,
  ],
  // Placeholders: ${name}, {{name}}, {name}, {count, plural, one {...}}; %s, %1$d, %(name)s, %{name}; $NAME.
  [/\{/, /[$#%]?\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,200}\}){0,200}\}){0,300}\}/u],
  [/%/, /%(?:\d{1,2}\$)?[-+0#]{0,3}\d{0,3}(?:\.\d{1,3})?(?:hh?|ll?|[qLzjt])?[sdifuxXoeEgGcp@](?![\wÀ-ÿ])|%\(\w{1,64}\)[sdf]/u],
  [/\$/, /\$[A-Za-z_]\w{0,63}/u],
  // :name and @:shop.name; shorter ones are rather faces.
  [/:[a-z_]/, /(?<![^\s("'“”¿¡>])@?:[a-z_]\w{2,63}(?:\.\w{1,63}){0,8}(?![\w:])/u],
  // Options of commands, paths of files, and escaped line breaks.
  [/--/, /(?<![^\s("'[])--[a-zA-Z][\w-]{0,63}(?:=[^\s,;)]{1,200})?/u],
  [/\//, /(?<![^\s("'[])(?:~|\.\.?)?(?:\/[\w.@+-]{1,100}){2,30}\/?/u],
  [/\\/, /(?<![^\s("'[])(?:[A-Za-z]:|\\)\\[\w.@+\\-]{1,300}|\\[nrt"](?![a-z])/u],
  // Mentions and hashtags.
  [/[@#]/, /(?<![\w\u00c0-\u1fff\u3041-\ud7ff&])[@#][\w\u00c0-\u1fff\u3041-\ud7ff]{1,100}/u],
  // Emoji: flags, keycaps, and sequences with skin tones, variation selectors and joiners.
  [
    /\p{RI}|\p{Extended_Pictographic}|\u20e3/u,
    /\p{RI}{2}|[\d#*]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:[\ufe0e\ufe0f]|\p{EMod}|[\u{e0020}-\u{e007f}])*(?:\u200d\p{Extended_Pictographic}(?:[\ufe0e\ufe0f]|\p{EMod})*)*/u,
  ],
];

/** Currency signs, with the letters that some countries put before them, and the codes of ISO 4217 that are met most. */
const CODE = 'USD|EUR|GBP|BRL|JPY|CHF|CAD|AUD|MXN|ARS|CNY|INR';
const CURRENCY = String.raw`(?:(?:R|US|A|C|NZ|HK|S)?\p{Sc}|(?<!\p{L})(?:${CODE})(?!\p{L}))`;
const NUMBER = String.raw`\d{1,20}(?:[.,]\d{1,20}|[\u00a0\u202f'’]\d{3}(?!\d)){0,8}`;
/** Plain spaces set groups apart only before a sign: after one, the next number may be another. */
const SPACED_NUMBER = String.raw`\d{1,3}(?: \d{3}(?!\d)){1,6}(?:[.,]\d{1,20})?`;

/** Millions and more: models lose digits of them. */
const MILLIONS = String.raw`\d{1,3}(?:(?:,\d{3}){2,6}(?:\.\d{1,6})?|(?:\.\d{3}){2,6}(?:,\d{1,6})?)`;
const NO_NUMBER_BEFORE = String.raw`(?<![\w.,])`;
const NO_NUMBER_AFTER = String.raw`(?![\d\p{L}]|[.,]\d)`;

/** Amounts of money, which models turn into those of other countries, and large numbers. A range is one amount. */
const AMOUNT: Kind = [
  new RegExp(String.raw`\p{Sc}|${CODE}|\d{3}[.,]\d{3}`, 'u'),
  new RegExp(
    `(?<amount>${[
      String.raw`(?<![\w\u00c0-\u1fff])${CURRENCY}[ \u00a0]?${NUMBER}(?:[-–—]${NUMBER})?`,
      String.raw`${NO_NUMBER_BEFORE}(?:${SPACED_NUMBER}|${NUMBER})[ \u00a0]?(?!\$)${CURRENCY}`,
      `${NO_NUMBER_BEFORE}${MILLIONS}${NO_NUMBER_AFTER}`,
    ].join('|')})`,
    'u',
  ),
];

const CURRENCY_WORD =
  'dollars?|euros?|pounds?|reais|real|d[óo]lar(?:es)?|libras?|pesos?|yen|ienes?|francs?|francos?|cents?|centavos?|rupees?|r[úu]pias?';

/** Numbers of both separators or before the name of a currency: models copy them rightly once they are written as the target writes them. */
const NUMBER_IN_WORDS: Kind = [
  /\d[.,]\d/u,
  new RegExp(
    `(?<number>${NO_NUMBER_BEFORE}(?:${[
      String.raw`(?:\d{1,3},\d{3}\.\d{1,6}|\d{1,3}\.\d{3},\d{1,6})${NO_NUMBER_AFTER}`,
      String.raw`(?:${SPACED_NUMBER}|${NUMBER})(?= (?:${CURRENCY_WORD})(?!\p{L}))`,
    ].join('|')}))`,
    'u',
  ),
];

const RAISED = '\\u00b2\\u00b3\\u00b9\\u2070-\\u209c';

/**
 * Signs that models do not know, and what their normalization would make another number: raised and lowered digits with the unit or number
 * they belong to, fractions, numbers in circles, and more digits than a model copies.
 */
const SIGN: Kind = [
  new RegExp(String.raw`[\p{Sc}${RAISED}\u2150-\u22ff\u2460-\u27bf\u00bc-\u00be\u00d7\u00f7\u00b1]|\d{13}`, 'u'),
  new RegExp(
    [
      String.raw`(?<![\p{L}\p{N}])(?:[\p{L}\d]{0,3}[${RAISED}]{1,6}){1,6}[\p{L}\d]{0,3}(?![\p{L}\p{N}])`,
      String.raw`\d{0,20}[\u00bc-\u00be\u2150-\u215f\u2189]`,
      String.raw`(?<![\w.,])\d{13,200}(?!\w|[.,]\d)`,
      String.raw`[${RAISED}\u2190-\u22ff\u2460-\u27bf\u00d7\u00f7\u00b1]`,
    ].join('|'),
    'u',
  ),
];

/** Words of other scripts than Latin. */
const OTHER_SCRIPT: Kind = [
  /[^\P{L}\p{Script=Latin}]/u,
  /[\p{L}\p{M}\p{N}'’-]{0,40}[^\P{L}\p{Script=Latin}][\p{L}\p{M}\p{N}'’-]{0,80}/u,
];

/** Names with letters that neither English nor Portuguese has, as NFKC writes them: ligatures and full-width letters are plain ones. Small words with such letters are rather loans, such as naïve. */
const FOREIGN_NAME: Kind = [
  /(?![a-zA-ZªºÀÁÂÃÇÉÊÍÓÔÕÚàáâãçéêíóôõú\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a])\p{Script=Latin}/u,
  /(?<![\p{L}\p{M}'’-])(?=\p{Lu})[\p{L}\p{M}'’-]{0,40}(?![a-zA-ZªºÀÁÂÃÇÉÊÍÓÔÕÚàáâãçéêíóôõú\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a])\p{Script=Latin}[\p{L}\p{M}'’-]{0,80}/u,
];

/** The kinds of words that a translator from a language has never seen. */
function foreignKinds(language: string): readonly Kind[] {
  if (new Intl.Locale(language).maximize().script !== 'Latn') return [];
  return ['en', 'pt'].includes(baseLanguage(language)) ? [OTHER_SCRIPT, FOREIGN_NAME] : [OTHER_SCRIPT];
}

/** What begins like an address, a path or a name does not own the punctuation after it. */
const PLAIN = /^[\p{L}\p{N}~./\\@#-]/u;
const PUNCTUATION = /[.,;:!?…'’)\]}*]/u;

/**
 * Finds the stretches that must come through a translation byte for byte, in order: code, tags, addresses, placeholders,
 * options and paths, mentions and emoji, amounts of money, and words that a translator from `language` (BCP 47) has never
 * seen. Neighbors with only space between them are one stretch.
 */
export function protectedSpans(text: string, language: string): Span[] {
  const pattern = patternFor(text, protectedKinds(language));
  if (!pattern) return [];
  const spans: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    const start = match.index;
    const end = start + trimmed(match[0]).length;
    const last = spans.at(-1);
    if (last && /^[ \t]*$/.test(text.slice(last.end, start))) last.end = end;
    else spans.push({ start, end });
  }
  return spans;
}

/** The text with its amounts of money and the numbers written like them, but with no other protected stretch, written by `write`. */
export function withAmounts(text: string, language: string, write: (amount: string) => string): string {
  const kinds = [AMOUNT, NUMBER_IN_WORDS].filter(([sign]) => sign.test(text));
  const pattern = kinds.length === 0 ? undefined : patternFor(text, [...protectedKinds(language), ...kinds]);
  if (!pattern) return text;
  let written = '';
  let place = 0;
  for (const { index, groups } of text.matchAll(pattern)) {
    const amount = groups?.amount ?? groups?.number;
    if (amount === undefined) continue;
    written += text.slice(place, index) + write(amount);
    place = index + amount.length;
  }
  return written + text.slice(place);
}

const protectedKinds = (language: string): readonly Kind[] => [...KINDS, AMOUNT, SIGN, ...foreignKinds(language)];

/** Finds all of some kinds that the text may hold; undefined where it holds no sign of any. */
function patternFor(text: string, kinds: readonly Kind[]): RegExp | undefined {
  const signed = [...new Set(kinds)].filter(([sign]) => sign.test(text));
  return signed.length === 0 ? undefined : new RegExp(signed.map(([, { source }]) => `(?:${source})`).join('|'), 'gu');
}

/** A closing bracket belongs to an address that opened it. */
function trimmed(match: string): string {
  if (!PLAIN.test(match)) return match;
  const opensBracket = match.includes('('); // looked for once: an address may end in thousands of brackets
  let end = match.length;
  while (end > 1 && PUNCTUATION.test(match.charAt(end - 1))) {
    if (match.charAt(end - 1) === ')' && opensBracket) break;
    end -= 1;
  }
  return match.slice(0, end);
}
