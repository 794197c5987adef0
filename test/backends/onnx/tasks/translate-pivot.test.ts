import { describe, expect, it } from 'vitest';
import { pivotModel } from '../../../../backends/onnx/tasks/pivot.ts';
import { translateModel } from '../../../../backends/onnx/tasks/translate.ts';
import { GatewayError } from '../../../../src/errors.ts';
import { heardBy, plainCall } from './fake-inference.ts';

/** A translator that writes its pair before every sentence; `read` holds what it was sent. */
function translator(source: string, target: string, failing = '') {
  const read: string[] = [];
  const info = { languages: [source], pairs: [{ source, target }], labels: [], license: 'MPL-2.0', quality: [] };
  const spec = { id: `${source}-${target}`, version: `${source}1`, backend: 'local', output: '', info };
  const model = translateModel(spec, {
    run: async (texts) => {
      read.push(...texts);
      return texts.map((text) =>
        failing && text.includes(failing)
          ? new GatewayError('MODEL_FAILED', 'no')
          : { windows: [], text: `${target}:${text}`, inputTokens: 2, outputTokens: 3 },
      );
    },
  });
  return { model, read };
}

const OPTIONS = { source: 'pt', target: 'es' };

describe('pivotModel', () => {
  it('is a translator of the pair that two models serve together', () => {
    const pivot = pivotModel(translator('pt', 'en').model, translator('en', 'es').model);
    expect(pivot).toMatchObject({
      id: 'pt-en+en-es',
      version: 'pt1+en1',
      info: { pairs: [{ source: 'pt', target: 'es' }], license: 'MPL-2.0' },
    });
    expect(pivot.supports({ source: 'pt-BR', target: 'es-419' })).toBe(true);
    expect(pivot.supports({ target: 'es' })).toBe(true);
    expect(pivot.supports({ source: 'pt', target: 'en' })).toMatchObject({
      code: 'UNSUPPORTED_LANGUAGE',
      supported: { pairs: [{ source: 'pt', target: 'es' }] },
    });
    expect(pivot.supports({ ...OPTIONS, formality: 'INFORMAL' })).toMatchObject({ code: 'UNSUPPORTED_OPTION' });
  });

  it('has no pair that ends where it began, or that does not meet in the middle', () => {
    expect(pivotModel(translator('pt', 'en').model, translator('en', 'pt-BR').model).info.pairs).toEqual([]);
    expect(pivotModel(translator('pt', 'en').model, translator('fr', 'es').model).info.pairs).toEqual([]);
  });

  it('answers in its own name, with the tokens of both steps', async () => {
    const pivot = pivotModel(translator('pt', 'en').model, translator('en', 'es').model);
    const [outcome] = await pivot.run({ texts: ['Olá.'], options: { target: 'es-MX' } }, plainCall());
    expect(outcome?.result).toEqual({
      value: { text: 'es:en:Olá.', source: 'pt', target: 'es-MX' },
      model: { id: 'pt-en+en-es', version: 'pt1+en1', backend: 'local' },
      usage: { inputTokens: 4, outputTokens: 6, costUsd: 0, estimated: false },
    });
  });

  it('keeps layout and what is protected through both steps', async () => {
    const pivot = pivotModel(translator('pt', 'en').model, translator('en', 'es').model);
    const [outcome] = await pivot.run({ texts: ['- Veja `a b`.\n\n  Sim.\n'], options: OPTIONS }, plainCall());
    expect(outcome?.result).toMatchObject({ value: { text: '- es:en:Veja `a b`.\n\n  es:en:Sim.\n' } });
  });

  it('sends only what the first step answered to the second, and keeps every place', async () => {
    const second = translator('en', 'es', 'three');
    const pivot = pivotModel(translator('pt', 'en', 'one').model, second.model);
    const outcomes = await pivot.run({ texts: ['one', 'two', 'three'], options: OPTIONS }, plainCall());
    const gist = outcomes.map(({ result }) => (result instanceof GatewayError ? result.code : result.value.text));
    expect(gist).toEqual(['MODEL_FAILED', 'es:en:two', 'MODEL_FAILED']);
    expect(second.read).toEqual(['en:two', 'en:three']);
  });

  it('lets a caller who listens hear the second step alone, by the place in the list', async () => {
    const heard: [number, string][] = [];
    const pivot = pivotModel(translator('pt', 'en', 'one').model, translator('en', 'es').model);
    const sinks = [0, 1].map((place) => heardBy((delta) => heard.push([place, delta])));
    await pivot.run({ texts: ['one', 'two. dois.'], options: OPTIONS, sinks }, plainCall());
    expect(heard.map(([, delta]) => delta).join('')).toMatch(/^es:en:two\./);
    expect(new Set(heard.map(([place]) => place))).toEqual(new Set([1]));
  });

  it('gives a text back as it is when its language is the target', async () => {
    const first = translator('pt', 'en');
    const pivot = pivotModel(first.model, translator('en', 'es').model);
    const [outcome] = await pivot.run({ texts: ['Hola.'], options: { source: 'es', target: 'es-MX' } }, plainCall());
    expect(outcome?.result).toMatchObject({
      value: { text: 'Hola.', source: 'es', target: 'es-MX' },
      model: { id: 'pt-en+en-es' },
    });
    expect(first.read).toEqual([]);
  });
});
