import { withAmounts } from './protected-spans.ts';

interface Separators {
  group: string;
  decimal: string;
}

const NUMBER = /\d+(?:[.,\u00a0\u202f'’ ]\d+)*/gu;
const SEPARATOR = /[^\d]/gu;

/**
 * Writes the amounts of money in a text as `target` separates digits: `$1,299.99` is `$1.299,99` in Portuguese. Currency, digits and
 * order stay. So does a number that can be read in two ways, and all that stands in code, addresses and the like. Both languages are
 * BCP 47 tags; their separators are those of the Unicode CLDR.
 */
export function withAmountsOf(text: string, source: string, target: string): string {
  const [from, to] = [separatorsOf(source), separatorsOf(target)];
  return withAmounts(text, source, (amount) => amount.replace(NUMBER, (number) => rewritten(number, from, to)));
}

function separatorsOf(language: string): Separators {
  const parts = new Intl.NumberFormat(language, { useGrouping: 'always' }).formatToParts(1234.5);
  const separatorOf = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { group: separatorOf('group') || ',', decimal: separatorOf('decimal') || '.' };
}

function rewritten(number: string, from: Separators, to: Separators): string {
  const decimalAt = decimalPlace(number, from);
  if (decimalAt === undefined) return number;
  return number.replace(SEPARATOR, (_, place: number) => (place === decimalAt ? to.decimal : to.group));
}

/** Where the decimal separator stands; the length of the number where it has only groups. Undefined where that cannot be told. */
function decimalPlace(number: string, from: Separators): number | undefined {
  const separators = [...number.matchAll(SEPARATOR)];
  const last = separators.at(-1);
  if (!last) return undefined;
  const isOneKind = separators.every(([separator]) => separator === last[0]);
  if (isOneKind && (separators.length > 1 || groups(number, last, from)))
    return areGroups(number, number.length) ? number.length : undefined;
  if (isOneKind && isEitherWay(number, last)) return undefined;
  const isApart = separators.slice(0, -1).every(([separator]) => separator === separators[0]?.[0] && separator !== last[0]);
  return isApart && areGroups(number, last.index) ? last.index : undefined;
}

/** A separator that stands alone, and with three digits after it, groups where the source groups so; a space always does. */
function groups(number: string, { 0: separator, index }: RegExpExecArray, from: Separators): boolean {
  if (!/[.,]/.test(separator)) return true;
  return separator === from.group && number.length - index === 4 && !number.startsWith('0');
}

/** Three digits after one separator that the source does not group with: `$1.299` may be a price of fuel, or thousands as others write them. */
function isEitherWay(number: string, { index }: RegExpExecArray): boolean {
  return number.length - index === 4 && index <= 3 && !number.startsWith('0');
}

/** One to three digits, then groups of three, or of two before the last (as in India). Any digits where there is one group. */
function areGroups(number: string, end: number): boolean {
  const [first = '', ...rest] = number.slice(0, end).split(/[^\d]/u);
  if (rest.length === 0) return true;
  const sizes = rest.map(({ length }) => length);
  return first.length <= 3 && sizes.at(-1) === 3 && sizes.every((size) => size === 3 || size === 2);
}
