import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../backends/onnx/engine.ts';
import { loadMarian } from '../../../../backends/onnx/marian/engine.ts';
import { MODEL_NAME, randomFolder, randomModelFile, randomVocabularyFile, writeFolder } from './random-model.ts';

const never = (): boolean => false;
const textsOf = async (engine: Engine, texts: readonly string[]): Promise<string[]> =>
  (await engine.run(texts, '', never)).map(({ text }) => text ?? '');

describe('the shipped translators', () => {
  let toPortuguese: Engine;
  let toEnglish: Engine;
  beforeAll(async () => {
    toPortuguese = await loadMarian('models/firefox-en-pt');
    toEnglish = await loadMarian('models/firefox-pt-en');
  });
  afterAll(async () => {
    await toPortuguese.close();
    await toEnglish.close();
  });

  it('translate plain sentences', async () => {
    expect(await textsOf(toPortuguese, ['Hello, world!', 'The house is big.'])).toEqual(['Olá, mundo!', 'A casa é grande.']);
    expect(await textsOf(toEnglish, ['O gato dorme.', 'Bom dia!'])).toEqual(['The cat sleeps.', 'Good morning!']);
  });

  it('count the tokens of both sides, end marks included', async () => {
    const [row] = await toPortuguese.run(['Hello, world!'], '', never);
    expect(row).toMatchObject({ windows: [], inputTokens: 5 });
    expect(row?.outputTokens).toBeGreaterThan(3);
  });

  it('give an empty text for a text without words, and nothing for an empty list', async () => {
    expect(await textsOf(toPortuguese, ['', ' \n\t ', '\u3000'])).toEqual(['', '', '']);
    expect(await toPortuguese.run([], '', never)).toEqual([]);
  });

  it('leave alone what they know no piece of', async () => {
    expect(await textsOf(toPortuguese, [' 日本語 ', '😀 😀'])).toEqual(['日本語', '😀 😀']);
  });

  it('answer for every kind of odd text', async () => {
    const odd = ['\ud800', '\ud800a\udc00', '\u202eabc', '日本語', '😀', 'a', '.', 'ﷺ', '\ufeff', 'x\u0000y', '12345'];
    const rows = await toPortuguese.run(odd, '', never);
    expect(rows).toHaveLength(odd.length);
    for (const { text } of rows) expect(text).toEqual(expect.any(String));
  });

  it('read special tokens in a text as plain text', async () => {
    const [plain, special] = await toPortuguese.run(['The house is big.', 'The house </s> is big. <unk>'], '', never);
    expect(special?.inputTokens).toBeGreaterThan((plain?.inputTokens ?? 0) + 4);
    expect(special?.text).toMatch(/grande/);
  });

  it('give almost always the same translation in a batch as alone', async () => {
    const texts = [
      'The river is deep and the water is cold.',
      'Yesterday we bought three books and a newspaper.',
      'She said that the meeting would start at nine.',
      'Trains are late today.',
      'The government announced new rules for small companies on Monday.',
      'My brother lives near the sea.',
      'Can you help me with this box?',
      'The price of coffee rose by five percent last year, according to the report.',
    ];
    const together = await textsOf(toPortuguese, texts);
    const alone: string[] = [];
    for (const text of texts) alone.push(...(await textsOf(toPortuguese, [text])));
    expect(together.filter((text, place) => text === alone[place]).length).toBeGreaterThanOrEqual(7);
  });

  it('translate a text that is longer than the model reads at once, to its end', async () => {
    const sentence = 'The teacher opened the window because the room was warm, and the children looked at the birds. ';
    const [row] = await toPortuguese.run([`${sentence.repeat(14)}The last word is dragon.`], '', never);
    expect(row?.inputTokens).toBeGreaterThan(256);
    expect(row?.text?.match(/professora?/g)?.length).toBeGreaterThanOrEqual(12);
    expect(row?.text).toMatch(/dragão\.?$/);
    expect(row?.text).not.toMatch(/[.,]\p{L}|\s{2}/u);
  });

  it('end a text that makes the model repeat itself', async () => {
    const [row] = await toPortuguese.run(['ha '.repeat(60)], '', never);
    expect(row?.outputTokens).toBeLessThanOrEqual(257);
  });

  it('ask between steps whether the work is still wanted, and stop when it is not', async () => {
    const long = 'The teacher opened the window because the room was warm, and the children looked at the birds.';
    const countAsks = async (limit: number): Promise<{ asks: number; tokens: number }> => {
      let asks = 0;
      const [row] = await toPortuguese.run([long], '', () => ++asks > limit);
      return { asks, tokens: row?.outputTokens ?? 0 };
    };
    const whole = await countAsks(1000);
    const stopped = await countAsks(6);
    expect(whole.tokens).toBeGreaterThan(15);
    expect(whole.asks).toBeGreaterThanOrEqual(whole.tokens);
    expect(stopped.asks).toBeLessThanOrEqual(7);
    expect(stopped.tokens).toBeLessThanOrEqual(7);
  });

  it('drop only the cancelled text of a batch', async () => {
    const texts = ['The house is big.', 'Trains are late today.'];
    const rows = await toPortuguese.run(texts, '', (place) => place === 0);
    expect(rows[0]).toMatchObject({ outputTokens: 0 });
    expect(rows[1]?.text).toEqual((await textsOf(toPortuguese, texts))[1]);
  });

  it('let other work of the process run between steps', async () => {
    let turns = 0;
    let isDone = false;
    const turn = (): void => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    const [row] = await toPortuguese.run(['She said that the meeting would start at nine.'], '', never);
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(row?.outputTokens ?? Number.POSITIVE_INFINITY);
  });
});

describe('a folder with random weights', () => {
  it('runs with one vocabulary', async () => {
    const engine = await loadMarian(await writeFolder(randomFolder()));
    const rows = await engine.run(['a bc ñ 日本', 'b c d e'], '', never);
    for (const { outputTokens, inputTokens } of rows) expect(outputTokens).toBeLessThanOrEqual(2 * inputTokens + 5);
    await engine.close();
  });

  it('runs with two vocabularies, each for its side', async () => {
    const folder = await writeFolder({
      [MODEL_NAME]: randomModelFile({ hasTwoVocabularies: true }),
      'srcvocab.xxyy.spm': randomVocabularyFile({ hasBytes: false, first: 'a' }),
      'trgvocab.xxyy.spm': randomVocabularyFile({ hasBytes: false, first: 'あ' }),
    });
    const engine = await loadMarian(folder);
    const texts = ['a b c d', 'e f g', 'b c d e f g'];
    const translated = (await textsOf(engine, texts)).join('');
    expect(translated).not.toBe('');
    expect(translated).not.toMatch(/[a-z]/);
    await engine.close();
  });

  it.each([
    ['a missing model', { 'vocab.xxyy.spm': randomVocabularyFile() }, /has no file model/],
    ['a missing vocabulary', { [MODEL_NAME]: randomModelFile() }, /has no file vocab/],
    ['a second model', { ...randomFolder(), 'model.yyxx.intgemm.alphas.bin': randomModelFile() }, /more than one file model/],
    ['a missing parameter', randomFolder({ without: ['encoder_l2_ffn_W1'] }), /model\.xxyy.*no item "encoder_l2_ffn_W1"/],
    ['missing settings', randomFolder({ without: ['special:model.yml'] }), /model\.xxyy.*special:model\.yml/],
    ['another kind of decoder', randomFolder({ settings: { 'dec-cell': 'gru' } }), /model\.xxyy.*dec-cell/],
    ['another place of the norm', randomFolder({ settings: { 'transformer-preprocess': 'n' } }), /preprocess/],
    ['trained positions', randomFolder({ settings: { 'transformer-train-position-embeddings': true } }), /position/],
    ['an output matrix of its own', randomFolder({ hasOutputMatrix: true }), /output matrix/],
    ['tied layers', randomFolder({ settings: { 'transformer-tied-layers': [1, 1] } }), /tied-layers/],
    ['heads that do not divide the width', randomFolder({ settings: { 'transformer-heads': 3 } }), /3 heads/],
    ['another width than its parameters', randomFolder({ settings: { 'dim-emb': 32 } }), /expected type and shape/],
    ['more layers than its parameters', randomFolder({ settings: { 'dec-depth': 3 } }), /decoder_l3/],
    ['a vocabulary larger than the model', randomFolder({ tokens: 299 }), /vocab\.xxyy.*300 pieces/],
    ['an empty vocabulary', { ...randomFolder(), 'vocab.xxyy.spm': Buffer.alloc(0) }, /vocab\.xxyy/],
    ['an empty model', { ...randomFolder(), [MODEL_NAME]: Buffer.alloc(0) }, /model\.xxyy/],
  ])('is refused for %s', async (_, files: Record<string, Buffer>, problem) => {
    const loading = loadMarian(await writeFolder(files));
    await expect(loading).rejects.toMatchObject({ code: 'MODEL_NOT_READY', message: expect.stringMatching(problem) });
  });

  it('is refused or runs to an end when its file is damaged, weights included', async () => {
    const file = randomModelFile();
    const damage = fc.array(fc.tuple(fc.nat(file.length - 5), fc.constantFrom(0xff, 0x7f, 0x80, 0)), {
      minLength: 1,
      maxLength: 50,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const damaged = Buffer.from(file);
        for (const [place, byte] of changes) damaged.fill(byte, place, place + 4);
        const folder = await writeFolder({ ...randomFolder(), [MODEL_NAME]: damaged });
        const loaded = await loadMarian(folder).then(
          (engine) => ({ engine }),
          (error: unknown) => ({ error }),
        );
        if ('error' in loaded) {
          expect(loaded.error).toMatchObject({ code: 'MODEL_NOT_READY' });
          return;
        }
        const [row] = await loaded.engine.run(['a b c d'], '', never);
        expect(row?.outputTokens).toBeLessThanOrEqual(2 * (row?.inputTokens ?? 0) + 5);
        await loaded.engine.close();
      }),
      { numRuns: 20 },
    );
  });

  it('is refused when it does not exist', async () => {
    await expect(loadMarian('no-such-folder')).rejects.toMatchObject({ code: 'MODEL_NOT_READY' });
  });
});
