import { describe, expect, it } from 'vitest';
import { readsLanguage } from '../../../../backends/onnx/tasks/reads-language.ts';
import { languageName } from '../../../../backends/shared/language-name.ts';

describe('the language a model reads', () => {
  const info = { languages: ['en'], pairs: [], labels: [], quality: [] };

  it('is any of its own, whatever the region, and what nobody could tell', () => {
    for (const language of ['en', 'EN', 'en-GB', undefined]) expect(readsLanguage(info, language)).toBe(true);
  });

  it('is named for people to read when it is another one', () => {
    expect(readsLanguage(info, 'pt')).toMatchObject({
      code: 'UNSUPPORTED_LANGUAGE',
      message: 'This model reads English (en), but not Portuguese (pt).',
    });
    expect(['pt-BR', 'zh-Hant-u-ca-roc', 'x-mine', 'qaa'].map(languageName)).toEqual([
      'Portuguese (pt-BR)',
      'Chinese (zh-Hant-u-ca-roc)',
      'x-mine',
      'qaa',
    ]);
  });
});
