import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArchitecture } from '../../../../backends/onnx/marian/architecture.ts';
import { readContainer } from '../../../../backends/onnx/marian/container.ts';
import { decoderGraph } from '../../../../backends/onnx/marian/decoder-graph.ts';
import { encoderGraph } from '../../../../backends/onnx/marian/encoder-graph.ts';
import { createWeights } from '../../../../backends/onnx/marian/weights.ts';
import { GatewayError } from '../../../../src/errors.ts';
import { randomModelFile, WIDTH } from './random-model.ts';

const file = randomModelFile();

/** Reads a file as far as the graphs; gives the bytes of both. */
function build(bytes: Buffer): number {
  const items = readContainer(bytes, 'model.bin');
  const architecture = readArchitecture(items, 'model.bin');
  const weights = createWeights(items, 'model.bin');
  const embedding = weights.embedding(['Wemb'], architecture.width);
  return encoderGraph(weights, architecture).length + decoderGraph(weights, architecture, embedding).length;
}

/** Damage must end in a refusal that names the file, or in graphs no larger than the file allows. */
function expectRefusedOrBounded(bytes: Buffer): void {
  try {
    expect(build(bytes)).toBeLessThan(4 * file.length);
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ code: 'MODEL_NOT_READY', message: expect.stringContaining('model.bin') });
  }
}

describe('the reader of model files', () => {
  it('reads a whole file', () => {
    const items = readContainer(file, 'model.bin');
    expect(items.get('Wemb')).toMatchObject({ shape: [300, WIDTH], type: 0x4101 });
    expect(build(file)).toBeGreaterThan(10_000);
  });

  it('reads weights that lie transposed in the file', () => {
    const items = readContainer(file, 'model.bin');
    const stored = items.get('encoder_l1_ffn_W1')?.data ?? Buffer.alloc(0);
    const { values, rows, columns } = createWeights(items, 'model.bin').matrix('encoder_l1_ffn_W1', WIDTH, 32);
    expect([rows, columns]).toEqual([WIDTH, 32]);
    expect(values[3 * columns + 20]).toBe(stored[20 * WIDTH + 3]);
  });

  it('refuses every file that is cut short', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length - 256 }), (length) => {
        expect(() => build(file.subarray(0, length))).toThrow(GatewayError);
      }),
      { numRuns: 200 },
    );
  });

  it('survives any byte of the head changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const damaged = Buffer.from(file);
        damaged[place] = (damaged[place] ?? 0) ^ change;
        expectRefusedOrBounded(damaged);
      }),
      { numRuns: 400 },
    );
  });

  it('survives random stretches anywhere', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 64), fc.uint8Array({ minLength: 1, maxLength: 64 }), (place, bytes) => {
        const damaged = Buffer.from(file);
        damaged.set(bytes, place);
        expectRefusedOrBounded(damaged);
      }),
      { numRuns: 200 },
    );
  });

  it('survives files of random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => expectRefusedOrBounded(Buffer.from(bytes))));
  });

  it('refuses settings that are no YAML, or that grow without end', () => {
    const grow = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, level) => `b${level}: &b${level} [${Array(9).fill(level ? `*b${level - 1}` : '*a')}]`).join('\n')}`;
    for (const text of ['{', grow, '- 1', '']) {
      const data = Buffer.from(text);
      const items = new Map([['special:model.yml', { name: 'special:model.yml', type: 0x0101, shape: [data.length], data }]]);
      expect(() => readArchitecture(items, 'model.bin')).toThrow(GatewayError);
    }
  });
});
