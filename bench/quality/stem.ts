/** The stem of an English word by Porter's algorithm of 1980, as the usual ROUGE implementations use it. Takes lower case. */
export function stem(word: string): string {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word;
  return [plurals, pastForms, finalY, doubleSuffixes, fullSuffixes, endings, finalE].reduce((form, step) => step(form), word);
}

const shapeOf = (form: string) =>
  [...form]
    .map((letter, place, all) =>
      /[aeiou]/.test(letter) || (letter === 'y' && place > 0 && !/[aeiou]/.test(all[place - 1] ?? '')) ? 'v' : 'c',
    )
    .join('');
/** Porter's m: how many times a vowel run is followed by a consonant run. */
const measure = (form: string) => shapeOf(form).match(/v+c+/g)?.length ?? 0;
const hasVowel = (form: string) => shapeOf(form).includes('v');
const endsDouble = (form: string) => /([^aeiou])\1$/.test(form) && shapeOf(form).endsWith('c');
const endsShort = (form: string) => shapeOf(form).endsWith('cvc') && !/[wxy]$/.test(form);

function plurals(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function pastForms(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const base = word.replace(/(ed|ing)$/, '');
  if (base === word || !hasVowel(base)) return word;
  if (/(at|bl|iz)$/.test(base)) return `${base}e`;
  if (endsDouble(base) && !/[lsz]$/.test(base)) return base.slice(0, -1);
  return measure(base) === 1 && endsShort(base) ? `${base}e` : base;
}

const finalY = (word: string) => (word.endsWith('y') && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word);

/** Replaces the longest suffix of the table that the word ends in, if what stays before it is long enough. */
const replacing = (table: Readonly<Record<string, string>>) => {
  const suffixes = Object.keys(table).sort((left, right) => right.length - left.length);
  return (word: string) => {
    const suffix = suffixes.find((ending) => word.endsWith(ending));
    if (suffix === undefined) return word;
    const base = word.slice(0, -suffix.length);
    return measure(base) > 0 ? base + table[suffix] : word;
  };
};

const doubleSuffixes = replacing({
  ational: 'ate',
  tional: 'tion',
  enci: 'ence',
  anci: 'ance',
  izer: 'ize',
  abli: 'able',
  alli: 'al',
  entli: 'ent',
  eli: 'e',
  ousli: 'ous',
  ization: 'ize',
  ation: 'ate',
  ator: 'ate',
  alism: 'al',
  iveness: 'ive',
  fulness: 'ful',
  ousness: 'ous',
  aliti: 'al',
  iviti: 'ive',
  biliti: 'ble',
});

const fullSuffixes = replacing({ icate: 'ic', ative: '', alize: 'al', iciti: 'ic', ical: 'ic', ful: '', ness: '' });

const ENDINGS = /(ement|ment|ent|able|ible|ance|ence|ate|iti|ion|ism|ive|ize|ous|ant|al|er|ic|ou)$/;

function endings(word: string): string {
  const base = word.replace(ENDINGS, '');
  if (base === word || measure(base) <= 1) return word;
  return word.endsWith('ion') && !/[st]$/.test(base) ? word : base;
}

function finalE(word: string): string {
  const base = word.slice(0, -1);
  if (word.endsWith('e') && (measure(base) > 1 || (measure(base) === 1 && !endsShort(base)))) return base;
  return measure(word) > 1 && word.endsWith('ll') ? base : word;
}
