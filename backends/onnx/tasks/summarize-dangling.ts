const OPENERS = /^["'“”‘’«([{*_\s]+/u;
/** Pronouns that name something said before. */
const PRONOUNS =
  /^(?:he|she|it|they|him|her|his|hers|its|them|their|theirs|himself|herself|itself|themselves|this|that|these|those|such|both|neither|another|others|the (?:former|latter|same|two|pair|duo))\b/iu;
/** Connectives that answer a sentence before. */
const CONNECTIVES =
  /^(?:and|but|or|nor|so|yet|also|then|thus|hence|therefore|however|moreover|furthermore|nevertheless|nonetheless|meanwhile|instead(?! of)|otherwise|additionally|consequently|accordingly|likewise|similarly|conversely|indeed|in (?:addition|contrast|particular|turn|fact|other words)|in (?:this|that|these|those|such|either|both) (?:way|case|regard|respect|sense|situation|context|manner)s?|as (?:a result|such|well)|for (?:example|instance|this|that|these)|on the (?:other hand|contrary)|by (?:contrast|comparison)|to (?:this|that) end|after (?:that|this|which)|before (?:that|this)|because of (?:this|that)|at (?:that|this) (?:point|time)|with (?:this|that|these|those))\b/iu;
/** Words that connect only with a comma after them: `Next, she left`, but `Next week she leaves`. */
const BEFORE_COMMA = /^(?:second|third|finally|next|still|again|rather|though|besides|specifically),/iu;
/** A text that speaks of itself points at nothing before. */
const SELF =
  /^(?:this|these) (?:paper|article|work|study|report|thesis|survey|review|document|page|guide|section|chapter|book|note|letter|email|message|text|post|year|week|month|morning|afternoon|evening|summer|winter|spring|autumn|season)s?\b/iu;

/** True when the English sentence starts with a pronoun or connective that leans on the sentence before it. */
export function isDangling(sentence: string): boolean {
  const start = sentence.replace(OPENERS, '');
  if (SELF.test(start)) return false;
  return PRONOUNS.test(start) || CONNECTIVES.test(start) || BEFORE_COMMA.test(start);
}
