import { expect, it } from 'vitest';
import { answersQuestion } from '../../../src/cache/answers-question.ts';

const labels = [{ name: 'billing' }, { name: 'shipping' }];
const classified = (label: string, scored = label) => ({ label, labels: [label], scores: [{ label: scored, score: 1 }] });

it('takes no label that was not asked for', () => {
  const fits = (value: ReturnType<typeof classified>) =>
    answersQuestion('classify', value, 'text', { labels, multiLabel: false });
  expect(fits(classified('billing'))).toBe(true);
  expect(fits(classified('refund'))).toBe(false);
  expect(fits(classified('billing', 'refund'))).toBe(false);
  expect(fits({ ...classified('billing'), labels: ['billing', 'refund'] })).toBe(false);
});

it('knows no labels of a classifier that has its own', () => {
  expect(answersQuestion('classify', classified('refund'), 'text', { classifier: 'c', multiLabel: false })).toBe(true);
});

it('takes no translation into another language, or out of one', () => {
  const value = { text: 'Olá', source: 'en', target: 'pt' };
  expect(answersQuestion('translate', value, 'Hello', { target: 'pt' })).toBe(true);
  expect(answersQuestion('translate', value, 'Hello', { target: 'pt', source: 'en' })).toBe(true);
  expect(answersQuestion('translate', value, 'Hello', { target: 'de' })).toBe(false);
  expect(answersQuestion('translate', value, 'Hello', { target: 'pt', source: 'de' })).toBe(false);
});

it('takes no sentence that is not in its place in the text', () => {
  const fits = (sentence: { text: string; start: number; end: number }) =>
    answersQuestion(
      'summarize',
      { text: sentence.text, method: 'EXTRACTIVE', sentences: [{ ...sentence, score: 1 }] },
      'One. Two.',
      { length: 'SHORT', format: 'PARAGRAPH' },
    );
  expect(fits({ text: 'Two.', start: 5, end: 9 })).toBe(true);
  expect(fits({ text: 'Two.', start: 0, end: 4 })).toBe(false);
  expect(fits({ text: 'Two.', start: 5, end: 900 })).toBe(false);
  expect(fits({ text: 'Three.', start: 5, end: 9 })).toBe(false);
});
