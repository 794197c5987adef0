import { expect, it } from 'vitest';
import { directionOf } from '../../../console/src/ui/direction-of.ts';

it.each([
  ['', 'ltr'],
  ['12:30 – hello', 'ltr'],
  ['12:30 – שלום', 'rtl'],
  ['مرحبا hello', 'rtl'],
  ['hello مرحبا', 'ltr'],
  ['日本', 'ltr'],
])('%j runs %s', (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});
