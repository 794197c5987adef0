const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
/** Where no letter is found by then, the direction does not matter. */
const looked = 1000;

/**
 * Which way a text runs, by its first letter. For boxes to type in: with dir="auto" Chromium lays out a text of
 * some megabytes for minutes.
 */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const [letter = ''] = text.slice(0, looked).match(/\p{L}/u) ?? [];
  return rightToLeft.test(letter) ? 'rtl' : 'ltr';
}
