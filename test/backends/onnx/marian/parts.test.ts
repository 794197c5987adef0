import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { bestToken } from '../../../../backends/onnx/marian/best-token.ts';
import { cutBatches } from '../../../../backends/onnx/marian/cut-batches.ts';
import { createEmbedder } from '../../../../backends/onnx/marian/embedder.ts';
import { createGraphBuilder } from '../../../../backends/onnx/marian/graph-builder.ts';
import { keepRows } from '../../../../backends/onnx/marian/keep-rows.ts';
import { splitSource } from '../../../../backends/onnx/marian/split-source.ts';
import { transpose } from '../../../../backends/onnx/marian/transpose.ts';

describe('a text of many pieces', () => {
  const split = (pieces: readonly string[], limit: number): string[] =>
    splitSource(
      pieces.map((_, id) => id),
      limit,
      (id) => pieces[id] ?? '',
    ).map(({ ids }) => ids.map((id) => pieces[id]).join(''));

  it('is cut after the end of a sentence where there is one', () => {
    expect(split(['▁a', '▁b', '.', '▁c', ',', '▁d', '▁e'], 5)).toEqual(['▁a▁b.', '▁c,▁d▁e']);
  });

  it('is cut before a word rather than within a word or a number', () => {
    expect(split(['▁a', '▁b', '▁3', '.', '14', '▁c'], 4)).toEqual(['▁a▁b', '▁3.14▁c']);
  });

  it('is cut after marks that no space follows', () => {
    expect(split(['▁あ', 'い', '。', 'う', 'え', 'お'], 4)).toEqual(['▁あい。', 'うえお']);
  });

  it('is kept whole, in order, in parts within the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('▁a', 'b', '.', ',', '▁')), fc.integer({ min: 1, max: 20 }), (pieces, limit) => {
        const ids = pieces.map((_, id) => id);
        const parts = splitSource(ids, limit, (id) => pieces[id] ?? '');
        expect(parts.flatMap((part) => part.ids)).toEqual(ids);
        for (const part of parts) expect(part.ids.length).toBeLessThanOrEqual(limit);
        expect(parts.length).toBeLessThanOrEqual(Math.ceil((4 * ids.length) / limit));
      }),
    );
  });
});

it('puts every part into one batch, longest first, within the bounds of rows and of padded tokens', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 127 }), { maxLength: 200 }), (lengths) => {
      const parts = lengths.map((length) => ({ ids: Array<number>(length).fill(1) }));
      const batches = cutBatches(parts);
      const inOrder = batches.flat().map(({ ids }) => ids.length);
      expect(inOrder).toEqual([...lengths].sort((one, other) => other - one));
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(32);
        expect(batch.length * (batch[0]?.ids.length ?? 0)).toBeLessThanOrEqual(1024);
      }
    }),
  );
});

it('keeps the chosen rows of a tensor, in the same memory', () => {
  const data = Float32Array.from({ length: 24 }, (_, index) => index);
  const kept = keepRows(new Tensor('float32', data, [4, 2, 3]), [0, 2, 3]);
  expect(kept.dims).toEqual([3, 2, 3]);
  const values = kept.data as Float32Array;
  expect([...values]).toEqual([0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  expect(values.buffer).toBe(data.buffer);
});

it('exchanges rows and columns of matrices of any size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 150 }), (rows, columns) => {
      const values = Buffer.from(Array.from({ length: rows * columns }, (_, index) => index % 251));
      const turned = transpose({ values, rows, columns, scale: 1 });
      expect([turned.rows, turned.columns]).toEqual([columns, rows]);
      const back = transpose(turned);
      expect(back.values.equals(values)).toBe(true);
      expect(turned.values[turned.columns * (columns - 1)]).toBe(values[columns - 1]);
    }),
  );
});

it('embeds a token as its scaled row and its position, and no token as its position alone', () => {
  const embed = createEmbedder({ values: Buffer.from(Int8Array.of(1, 2, 3, -4).buffer), rows: 1, columns: 4, scale: 0.5 }, 3);
  const to = new Float32Array(8);
  embed(to, 0, 0, 0);
  embed(to, 4, undefined, 2);
  expect([...to.subarray(0, 4)]).toEqual([1, 2, 4, -3]);
  const expected = [Math.sin(2), Math.sin(2e-4), Math.cos(2), Math.cos(2e-4)];
  for (const [column, value] of expected.entries()) expect(to[4 + column]).toBeCloseTo(value, 6);
});

it.each([1, 7, 300, 1009, 2048])('finds the first of the highest among %i scores', async (tokens) => {
  const graph = createGraphBuilder('best');
  const best = bestToken(graph, graph.input('scores', 'float', ['batch', 1, tokens]), tokens);
  graph.output(best, 'best', 'int64', ['batch', 1]);
  const session = await InferenceSession.create(graph.serialize(), { intraOpNumThreads: 1 });
  const rows = fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: tokens, maxLength: tokens }), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(rows, async (scores) => {
      const data = Float32Array.from(scores.flat());
      const found = await session.run({ scores: new Tensor('float32', data, [scores.length, 1, tokens]) });
      const expected = scores.map((row) => BigInt(row.indexOf(Math.max(...row))));
      expect(Array.from(found.best?.data as BigInt64Array)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
  await session.release();
});
