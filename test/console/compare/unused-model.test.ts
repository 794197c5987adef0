import { expect, it } from 'vitest';
import { unusedModel } from '../../../console/src/compare/unused-model.ts';

const model = (id: string, changes: Partial<Parameters<typeof unusedModel>[0][number]> = {}) => ({
  id,
  tasks: ['CLASSIFY', 'TRANSLATE'] as ('CLASSIFY' | 'TRANSLATE')[],
  labels: [],
  pairs: [],
  ...changes,
});
const toPortuguese = { target: 'pt' };

it('a column that is added takes the first model that is in none', () => {
  const models = [model('a'), model('b'), model('c')];
  expect(unusedModel(models, [{ model: '' }, { model: 'a' }], 'classify', toPortuguese)).toBe('b');
  expect(unusedModel(models, [{ model: 'a' }, { model: 'b' }, { model: 'c' }], 'classify', toPortuguese)).toBeUndefined();
});

it('a model that cannot answer what is asked is passed over', () => {
  const emotion = model('emotion', { labels: ['joy', 'anger'] });
  const toEnglish = model('pt-en', { pairs: [{ source: 'pt', target: 'en' }] });
  const models = [emotion, toEnglish, model('able')];
  expect(unusedModel(models, [], 'classify', toPortuguese)).toBe('pt-en');
  expect(unusedModel(models, [{ model: 'emotion' }], 'translate', toPortuguese)).toBe('able');
  expect(unusedModel(models, [], 'summarize', toPortuguese)).toBeUndefined();
});
