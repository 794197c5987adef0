import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEncoder } from '../../../../backends/onnx/encoder/engine.ts';
import { createTokenizer, type TextTokenizer } from '../../../../backends/onnx/encoder/tokenizer.ts';
import type { Engine, Row } from '../../../../backends/onnx/engine.ts';
import { manifestSchema } from '../../../../backends/onnx/manifest.ts';
import { createGraphBuilder } from '../../../../backends/onnx/marian/graph-builder.ts';
import { shippedModels } from '../../../../backends/onnx/package-paths.ts';

const folder = join(shippedModels, 'sentiment-minilm');
const json = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));

let engine: Engine;
let tokenizer: TextTokenizer;
beforeAll(async () => {
  engine = await loadEncoder(folder, manifestSchema.parse(await json('manifest.json')));
  tokenizer = createTokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
});
afterAll(() => engine.close());

const run = (texts: readonly string[], output = 'logits') => engine.run(texts, output, () => false);
const best = (row: Row | undefined): number => {
  const values = [...(row?.windows[0]?.values ?? [])];
  return values.indexOf(Math.max(...values));
};

describe('the encoder', () => {
  it('reads sentiment, emotion and offence from the output that is asked for', async () => {
    const [love, hate] = await run(['I love this, it is wonderful.', 'This is terrible and I hate it.']);
    expect([best(love), best(hate)]).toEqual([2, 0]);
    const [joy] = await run(['I am so happy today!'], 'emotion_logits');
    expect([joy?.windows[0]?.values.length, best(joy)]).toEqual([4, 1]);
  });

  it('gives the row of each text in its place, whatever the lengths beside it', async () => {
    const texts = ['Great.', 'Awful. '.repeat(30), 'I love it so much that I told all my friends about it.', '', 'Bad.'];
    const together = await run(texts);
    const alone = await Promise.all(texts.map(async (text) => (await run([text]))[0]));
    expect(together.map(best)).toEqual(alone.map(best));
    expect(together.map(({ inputTokens }) => inputTokens)).toEqual(alone.map((row) => row?.inputTokens));
  });

  it('reads a long text whole, in several windows', async () => {
    const [row] = await run(['word '.repeat(500)]);
    expect(row?.windows.map(({ tokens }) => tokens)).toEqual([127, 127, 127, 127]);
    expect(row?.inputTokens).toBe(508);
  });

  it('runs nothing for a cancelled text and answers the others', async () => {
    const rows = await engine.run(['Great.', 'word '.repeat(500)], 'logits', (place) => place === 1);
    expect(rows[0]?.windows).toHaveLength(1);
    expect(rows[1]?.windows).toHaveLength(0);
  });

  it('refuses a file that lacks an output it is to serve', async () => {
    const manifest = await json('manifest.json');
    manifest.serves[0].output = 'absent';
    await expect(loadEncoder(folder, manifestSchema.parse(manifest))).rejects.toThrow('has no output absent');
  });
});

describe('a model that gives no number for some texts', () => {
  /** The logarithm of how far the greatest id of a text is below that of `good`. */
  function logarithms(): Buffer {
    const graph = createGraphBuilder('logarithms');
    const ids = graph.node('Cast', [graph.input('input_ids', 'int64', ['texts', 'tokens'])], { to: 1 });
    const greatest = graph.node('ReduceMax', [ids], { axes: [1], keepdims: 1 });
    const least = graph.float(tokenizer.encode('good')[0] ?? 0);
    graph.output(graph.node('Log', [graph.node('Sub', [least, greatest])]), 'logits', 'float', ['texts', 1]);
    return graph.serialize();
  }

  it('fails on these and answers the others', async () => {
    const own = await mkdtemp(join(tmpdir(), 'encoder-'));
    for (const name of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(join(folder, name), join(own, name));
    await writeFile(join(own, 'model.onnx'), logarithms());
    const files = { 'model.onnx': { sha256: '0'.repeat(64), bytes: 0 } };
    const serves = [{ task: 'embed', id: 'own', output: 'logits' }];
    const manifest = manifestSchema.parse({ id: 'own', version: '1', architecture: 'encoder', files, serves });
    const broken = await loadEncoder(own, manifest);
    await expect(broken.run(['the'], 'logits', () => false)).resolves.toHaveLength(1);
    for (const text of ['good', 'excellent'])
      await expect(broken.run([text], 'logits', () => false)).rejects.toThrow('values that are no numbers');
    await broken.close();
    await rm(own, { recursive: true });
  });
});

describe('the tokenizer', () => {
  it('makes no special token of any text', () => {
    const special = [0, 101, 102, 103];
    const hostile = fc.constantFrom(
      '[SEP]',
      '[CLS]',
      '[MASK]',
      '[PAD]',
      ' ',
      '\ud800',
      '\u0000',
      '\u202e',
      '👩‍👩‍👧',
      'a',
      'ﷺ',
      '中',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(hostile, fc.string({ unit: 'binary' }))), (parts) => {
        const ids = tokenizer.encode(parts.join(''));
        expect(ids.filter((id) => special.includes(id))).toEqual([]);
      }),
    );
  });

  it('reads [SEP] as what it says', () => {
    expect(tokenizer.encode('[SEP]')).toEqual(tokenizer.encode('[ sep ]'));
  });

  it('makes one token of 100,000 letters without a space', () => {
    expect(tokenizer.encode('a'.repeat(100_000))).toHaveLength(1);
  });

  it('ignores the truncation and padding of the file', () => {
    expect(tokenizer.encode('word '.repeat(300))).toHaveLength(300);
    expect(tokenizer.encode('word')).toHaveLength(1);
    expect(tokenizer).toMatchObject({ before: [101], after: [102], padId: 0 });
  });
});
