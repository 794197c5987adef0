/** The languages a script leaves to choose from; the first is assumed where nothing else tells. */
type Candidates = readonly [string, ...string[]];

const SCRIPTS: readonly (readonly [script: RegExp, languages: Candidates])[] = [
  [/\p{Script=Hiragana}|\p{Script=Katakana}/gu, ['ja']],
  [/\p{Script=Han}/gu, ['zh']],
  [/\p{Script=Hangul}/gu, ['ko']],
  [/\p{Script=Cyrillic}/gu, ['ru', 'uk', 'bg', 'sr', 'be']],
  [/\p{Script=Arabic}/gu, ['ar', 'fa', 'ur', 'ku']],
  [/\p{Script=Devanagari}/gu, ['hi', 'mr']],
  [/\p{Script=Greek}/gu, ['el']],
  [/\p{Script=Hebrew}/gu, ['he']],
  [/\p{Script=Thai}/gu, ['th']],
  [/\p{Script=Bengali}/gu, ['bn']],
  [/\p{Script=Gurmukhi}/gu, ['pa']],
  [/\p{Script=Gujarati}/gu, ['gu']],
  [/\p{Script=Oriya}/gu, ['or']],
  [/\p{Script=Tamil}/gu, ['ta']],
  [/\p{Script=Telugu}/gu, ['te']],
  [/\p{Script=Kannada}/gu, ['kn']],
  [/\p{Script=Malayalam}/gu, ['ml']],
  [/\p{Script=Sinhala}/gu, ['si']],
  [/\p{Script=Lao}/gu, ['lo']],
  [/\p{Script=Khmer}/gu, ['km']],
  [/\p{Script=Myanmar}/gu, ['my']],
  [/\p{Script=Tibetan}/gu, ['bo']],
  [/\p{Script=Georgian}/gu, ['ka']],
  [/\p{Script=Armenian}/gu, ['hy']],
  [/\p{Script=Ethiopic}/gu, ['am']],
];

/** A sign of these scripts says about as much as two letters. */
const HEAVY = new Set(['ja', 'zh', 'ko']);
/** Japanese is written with Han too: one kana for this many Han signs is enough. */
const HAN_PER_KANA = 8;

/** The main script of a text: its share of the text by weight, and its languages (none for Latin: any may be). */
export interface MainScript {
  share: number;
  languages: readonly string[];
}

/** Finds the script that most of a text's letters have. Undefined with fewer than two letters of any known script. */
export function mainScript(text: string): MainScript | undefined {
  const latin = count(text, /\p{Script=Latin}/gu);
  if (latin === count(text, /\p{L}/gu)) return latin < 2 ? undefined : { share: 1, languages: [] };
  const weights = SCRIPTS.map(([script, [first]]) => count(text, script) * (HEAVY.has(first) ? 2 : 1));
  const [kana = 0, han = 0] = weights;
  if (kana * HAN_PER_KANA >= han) weights.splice(0, 2, kana + han, 0);
  const total = weights.reduce((sum, weight) => sum + weight, latin);
  const most = Math.max(...weights);
  if (total < 2) return undefined;
  return latin >= most
    ? { share: latin / total, languages: [] }
    : { share: most / total, languages: SCRIPTS[weights.indexOf(most)]?.[1] ?? [] };
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
