/** Tells the full stop of an abbreviation from the end of a sentence, for English, Portuguese, Spanish, French, German and Italian. */

const words = (list: string) => new Set(list.split(/\s+/));

/** A sentence never ends here: a name or the rest of the thought follows. */
const NEVER_END = words(
  `dr mr mrs ms prof messrs Gen Col Lt Sgt Capt Cpl Maj Adm Cmdr Gov Sen Rep Hon Rev Fr St Mt Ft Pres Supt
  v vs cf viz approx eg ie e.g i.e Sra Srta Dra Exmo Exma Ilmo Ilma Profa Eng Av Pe Dom Dña Lic Arq Mme Mlle Mgr Me
  Hr Fr Dipl bzw vgl ggf evtl sog zzgl z.b d.h u.a o.ä i.d.r p.ej p.ex Sig Sig.ra Dott Dott.ssa Avv Ing Egr`,
);

/** These end a sentence when a word follows that likes to start one. */
const MAY_END = words(
  `etc inc ltd co corp bros llc jr sr dept est al usw ecc a.c d.c cia ltda s.a
  Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun`,
);

/** Ordinary words, unless a number follows. */
const BEFORE_NUMBER = words(
  `no nos nr nº fig figs art arts vol vols ch chap sec séc p pp pg pág págs pag s abb bd kap tel cap ver ed
  eq eqs ref refs tab tabs apt max min máx mín tit tít liv`,
);
/** A number, or one in Roman figures, maybe in brackets. */
const NUMBER = /^[[(]?(?:\p{N}|[IVXLCDM]{2,}$)/u;
/** Before these one letter is a Roman figure too; before others, such as no, it begins a sentence. */
const BEFORE_ROMAN = words('vol vols ch chap sec séc cap kap bd tit tít liv');

/** Months that follow an ordinal such as "3." in German. */
const GERMAN_MONTHS = words('Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember');

const STARTERS = words(
  `The This That These Those He She It They We You I A An In On At But And So If When While After Before There However For As
  His Her My Our Your Their What Why How Who Where No Not Yes Then
  O Os As Um Uma Ele Ela Eles Elas Isso Este Esta Esse Essa Em Na Mas E Se Quando Não Para Por Com Foi Há
  El La Los Las Un Una Él Ella Ellos Es Pero Y Si Cuando Con Hay Le Les Une Il Elle Ils Elles Ce Cette Mais Et Quand Je Nous
  Vous Dans Pour Der Die Das Ein Eine Er Sie Wir Ich Aber Und Wenn Lo Gli È Ma Per Non`,
);

const INITIALS = /^(?:\p{L}\.)+\p{L}$/u;

/** True when a full stop between `before` (the word it touches) and `after` (the next word, or sign) ends no sentence. */
export function isAbbreviation(before: string, after: string): boolean {
  const lower = before.toLowerCase();
  if (NEVER_END.has(before) || NEVER_END.has(lower)) return true;
  if (BEFORE_NUMBER.has(lower)) return NUMBER.test(after) || (BEFORE_ROMAN.has(lower) && /^[IVX]$/.test(after));
  if (/^\d{1,2}$/.test(before)) return GERMAN_MONTHS.has(after);
  const mayEnd = MAY_END.has(before) || MAY_END.has(lower) || INITIALS.test(before) || /^\p{Lu}$/u.test(before);
  return mayEnd && !STARTERS.has(after);
}
