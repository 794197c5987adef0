import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InferenceClient } from '../../../../backends/onnx/engine.ts';
import { translateModel } from '../../../../backends/onnx/tasks/translate.ts';
import { protectedSpans } from '../../../../backends/onnx/text/protected-spans.ts';
import { GatewayError } from '../../../../src/errors.ts';
import type { Sink } from '../../../../src/model.ts';
import type { TranslateOptions } from '../../../../src/task.ts';
import { heardBy, plainCall } from './fake-inference.ts';

const TO_PORTUGUESE: TranslateOptions = { source: 'en', target: 'pt' };

/** An inference client whose translator is a function of the text; `calls` holds the lists it was given. One token a character. */
function inferenceClientOf(translate: (text: string) => string | GatewayError): InferenceClient & { calls: string[][] } {
  const calls: string[][] = [];
  return {
    calls,
    run: async (texts) => {
      calls.push([...texts]);
      return texts.map((text) => {
        const result = translate(text);
        return result instanceof GatewayError
          ? result
          : { windows: [], text: result, inputTokens: text.length, outputTokens: result.length };
      });
    },
  };
}

function modelOn(inference: InferenceClient) {
  const info = { languages: ['en'], pairs: [{ source: 'en', target: 'pt' }], labels: [], quality: [] };
  return translateModel({ id: 'en-pt', version: '7', backend: 'local', output: '', info }, inference);
}

async function translateAll(
  inference: InferenceClient,
  texts: readonly string[],
  options = TO_PORTUGUESE,
  sinks?: readonly Sink[],
) {
  const outcomes = await modelOn(inference).run({ texts, options, sinks }, plainCall());
  return outcomes.map(({ result }) => (result instanceof GatewayError ? result.code : result.value.text));
}

const upper = (text: string) => text.toUpperCase();

describe('what a translator supports', () => {
  const model = modelOn(inferenceClientOf(upper));

  it.each([
    { source: 'en', target: 'pt' },
    { source: 'en-GB', target: 'pt-BR' },
    { target: 'pt-PT' },
    { source: 'pt', target: 'pt-BR' },
    { source: 'ja', target: 'ja' },
  ])('takes its pair whatever the region, a missing source, and equal languages: %j', (options) => {
    expect(model.supports(options)).toBe(true);
  });

  it.each([{ source: 'pt', target: 'en' }, { source: 'en', target: 'es' }, { target: 'en' }])(
    'refuses %j and names its pairs',
    (options) => {
      expect(model.supports(options)).toMatchObject({
        code: 'UNSUPPORTED_LANGUAGE',
        supported: { pairs: [{ source: 'en', target: 'pt' }] },
      });
    },
  );

  it('refuses to choose how formal it is', () => {
    expect(model.supports({ ...TO_PORTUGUESE, formality: 'FORMAL' })).toMatchObject({ code: 'UNSUPPORTED_OPTION' });
  });
});

describe('translating', () => {
  it('answers with the languages as asked, the model and the tokens read and written', async () => {
    const [outcome] = await modelOn(inferenceClientOf(() => 'Olá.')).run(
      { texts: ['Hello there.'], options: { target: 'pt-BR' } },
      plainCall(),
    );
    expect(outcome?.result).toEqual({
      value: { text: 'Olá.', source: 'en', target: 'pt-BR' },
      model: { id: 'en-pt', version: '7', backend: 'local' },
      usage: { inputTokens: 12, outputTokens: 4, costUsd: 0, estimated: false },
    });
  });

  it('sends the sentences of all texts in one call, and nothing without letters', async () => {
    const inference = inferenceClientOf(upper);
    await translateAll(inference, ['One. Two.\n---\n42', '', ' \n ', '- three', '`code` 😀']);
    expect(inference.calls).toEqual([['One.', 'Two.', 'three']]);
  });

  it('asks nothing for no text', async () => {
    const inference = inferenceClientOf(upper);
    expect(await translateAll(inference, [])).toEqual([]);
    expect(inference.calls).toEqual([]);
  });

  it('keeps line breaks, indentation, markers, blank lines, columns and the space between sentences', async () => {
    const text = 'title\r\n\r\n  1. first.  second.\n\t- nested\n\n> quoted\nname:\tage:   \n';
    expect(await translateAll(inferenceClientOf(upper), [text])).toEqual([text.toUpperCase()]);
  });

  it('gives a text back as it is when its language is the target', async () => {
    const inference = inferenceClientOf(upper);
    const deltas: string[] = [];
    expect(
      await translateAll(inference, ['Olá. Tudo bem?'], { source: 'pt-PT', target: 'pt' }, [
        heardBy((delta) => deltas.push(delta)),
      ]),
    ).toEqual(['Olá. Tudo bem?']);
    expect(inference.calls).toEqual([]);
    expect(deltas).toEqual(['Olá. Tudo bem?']);
  });

  it('fails only the text whose sentence failed', async () => {
    const inference = inferenceClientOf((text) => (text.includes('bad') ? new GatewayError('MODEL_FAILED', 'no') : upper(text)));
    expect(await translateAll(inference, ['Good one.', 'Good. A bad one. Good.', 'Fine.'])).toEqual([
      'GOOD ONE.',
      'MODEL_FAILED',
      'FINE.',
    ]);
  });

  it('reads a shouted sentence in lower case and shouts the translation', async () => {
    const inference = inferenceClientOf((text) => text.replace('Do not touch', 'Não toque em'));
    expect(await translateAll(inference, ['DO NOT TOUCH `this`!'])).toEqual(['NÃO TOQUE EM `this`!']);
    expect(inference.calls).toEqual([['Do not touch X1!']]);
  });

  it('translates around what is protected when the model loses a marker', async () => {
    const inference = inferenceClientOf((text) => upper(text).replace(/X\d/g, ''));
    expect(await translateAll(inference, ['Say `hi` to {name}, please.', 'Bye.'])).toEqual([
      'SAY `hi` TO {name}, PLEASE.',
      'BYE.',
    ]);
    expect(inference.calls[1]).toEqual(['Say', 'to', 'please.']);
  });

  it('keeps whitespace and what is protected, whatever the text and whatever becomes of the markers', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(
        '. ',
        '\n',
        '\t',
        '  ',
        '- ',
        '1. ',
        'word ',
        'X1 ',
        '`a. B`',
        '{x}',
        '😀',
        '<b>',
        'https://a.bc/d. ',
        'a@b.cd ',
      ),
    );
    const spoil = fc.constantFrom(
      upper,
      (text: string) => upper(text).replace(/[XZYQ]+\d/g, ''),
      (text: string) => `${text} X1`,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), spoil, async (pieces, translate) => {
        const text = pieces.join('');
        const [translated = ''] = await translateAll(inferenceClientOf(translate), [text]);
        const kept = protectedSpans(text, 'en').map(({ start, end }) => text.slice(start, end));
        let rest = translated;
        for (const span of kept) {
          expect(rest).toContain(span);
          rest = rest.slice(rest.indexOf(span) + span.length);
        }
        if (translate === upper) expect(translated.match(/\s+/g) ?? []).toEqual(text.match(/\s+/g) ?? []);
      }),
    );
  });
});

describe('translating for a caller who listens', () => {
  it('hands out a long text sentence by sentence, in order, before all of it is translated', async () => {
    const text = Array.from({ length: 40 }, (_, place) => `Sentence ${place} is here.`).join(' ');
    const inference = inferenceClientOf(upper);
    const heard: { delta: string; calls: number }[] = [];
    const sink = heardBy((delta) => heard.push({ delta, calls: inference.calls.length }));
    await translateAll(inference, [text], TO_PORTUGUESE, [sink]);
    expect(heard.map(({ delta }) => delta).join('')).toBe(upper(text));
    expect(heard).toHaveLength(40);
    expect(heard[0]?.calls).toBe(1);
    expect(inference.calls.length).toBeGreaterThan(2);
  });

  it('tells the texts of a list apart, and ends each with what follows its last sentence', async () => {
    const heard = ['', '', ''];
    const texts = ['one. two.\n', '42', '  three'];
    const sinks = heard.map((_, place) => heardBy((delta) => (heard[place] += delta)));
    expect(await translateAll(inferenceClientOf(upper), texts, TO_PORTUGUESE, sinks)).toEqual(heard);
    expect(heard).toEqual(['ONE. TWO.\n', '42', '  THREE']);
  });

  it('sends nothing more of a text that failed', async () => {
    const inference = inferenceClientOf(() => new GatewayError('OVERLOADED', 'no'));
    await translateAll(inference, ['One. '.repeat(50)], TO_PORTUGUESE, [heardBy(() => undefined)]);
    expect(inference.calls).toHaveLength(1);
  });
});
