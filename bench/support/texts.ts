/** Texts of our own making: sentences as people write them in reviews, the same in every run, no two alike. */

const SUBJECTS = ['The battery', 'This jacket', 'The hotel room', 'Our waiter', 'The new update', 'The keyboard', 'Delivery'];
const VERBS = ['was', 'felt', 'turned out', 'seemed', 'remained'];
const VIEWS = ['surprisingly good', 'a little too small', 'far worse than described', 'exactly as promised', 'rather average'];
const REASONS = [
  'after two weeks of daily use',
  'although the price was fair and the shop answered every question within an hour',
  'because somebody had thought about the details',
  'when we came back late in the evening',
  'and I would tell a friend to look elsewhere, since other makers offer more for the same money',
  'so the whole family was happy',
];
const ENDS = ['.', '.', '!', ', sadly.', ', to be honest.'];

/** One sentence of about 8 to 25 words. */
export function reviewSentence(index: number): string {
  const reason = index % 3 === 0 ? '' : ` ${pick(REASONS, index * 5 + 2)}`;
  return `${pick(SUBJECTS, index)} from order ${index} ${pick(VERBS, index * 3)} ${pick(VIEWS, index * 7 + 1)}${reason}${pick(ENDS, index)}`;
}

/** One to four sentences. */
export function reviewText(index: number): string {
  const sentences = 1 + ((index * 11) % 4);
  return Array.from({ length: sentences }, (_, place) => reviewSentence(index * 4 + place)).join(' ');
}

/** `count` texts, the first of which has number `from`. */
export function textsFrom(from: number, count: number, textOf: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, place) => textOf(from + place));
}

function pick(words: readonly string[], index: number): string {
  return words[index % words.length] ?? '';
}
