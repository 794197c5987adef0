import { describe, expect, it } from 'vitest';
import type { InferenceClient } from '../../../backends/onnx/engine.ts';
import { manifestSchema } from '../../../backends/onnx/manifest.ts';
import { offersOf, pivotsOf } from '../../../backends/onnx/models.ts';

const idle: InferenceClient = { run: async () => [] };

function translator(source: string, target: string) {
  const id = `${source}-${target}`;
  const serves = [{ task: 'translate', id, pairs: [{ source, target }] }];
  const files = { 'model.bin': { sha256: '0'.repeat(64), bytes: 7 } };
  return offersOf(
    { path: '', manifest: manifestSchema.parse({ id, version: '1', architecture: 'marian', files, serves }) },
    'local',
    idle,
  );
}

const pairs = (offers: ReturnType<typeof pivotsOf>): readonly string[] =>
  offers.flatMap(({ model }) => model.info.pairs.map(({ source, target }) => `${source}>${target}`)).sort();

describe('pivots', () => {
  it('join every pair that has both halves and no model of its own', () => {
    const offers = [translator('de', 'en'), translator('en', 'pt'), translator('fr', 'en'), translator('fr', 'pt')].flat();
    expect(pairs(pivotsOf(offers))).toEqual(['de>pt']);
  });

  it('are none where the way leads back', () => {
    expect(pivotsOf([translator('en', 'pt'), translator('pt', 'en')].flat())).toEqual([]);
  });

  it('name the folders of both halves', () => {
    expect(pivotsOf([translator('de', 'en'), translator('en', 'pt')].flat())[0]?.folders).toEqual(['de-en', 'en-pt']);
  });
});

describe('an offer', () => {
  it('says the size of its files and knows embeddings for no model', () => {
    expect(translator('en', 'pt')[0]?.model.info.sizeBytes).toBe(7);
    const embed = {
      id: 'e',
      version: '1',
      architecture: 'encoder',
      files: {},
      serves: [{ task: 'embed', id: 'e', output: 'x' }],
    };
    expect(offersOf({ path: '', manifest: manifestSchema.parse(embed) }, 'local', idle)).toEqual([]);
  });

  it('has another version where its labels, its files or its window differ, since these shape its answers too', () => {
    const version = (labels: readonly string[], sha256: string, window: number) => {
      const serves = [{ task: 'classify', id: 'fixed', output: 'x', labels }];
      const files = { 'tokenizer.json': { sha256, bytes: 1 } };
      const manifest = manifestSchema.parse({ id: 'e', version: '1', architecture: 'encoder', window, files, serves });
      return offersOf({ path: '', manifest }, 'local', idle)[0]?.model.version;
    };
    const [one, other] = ['0'.repeat(64), 'f'.repeat(64)] as const;
    const versions = [version(['a', 'b'], one, 128), version(['b', 'a'], one, 128), version(['a', 'b'], other, 128)];
    expect(new Set([...versions, version(['a', 'b'], one, 64)]).size).toBe(4);
    expect(version(['a', 'b'], one, 128)).toBe(versions[0]);
    expect(versions[0]).toMatch(/^1\+[0-9a-f]{8}$/);
  });

  it('is zero-shot or of fixed labels, as the manifest has labels or not', () => {
    const serves = [
      { task: 'classify', id: 'zero', output: 'x' },
      { task: 'classify', id: 'fixed', output: 'x', labels: ['a', 'b'] },
    ];
    const manifest = manifestSchema.parse({ id: 'e', version: '1', architecture: 'encoder', files: {}, serves });
    const [zero, fixed] = offersOf({ path: '', manifest }, 'local', idle).map(({ model }) => model);
    const own = { labels: [{ name: 'x' }, { name: 'y' }], multiLabel: false };
    expect(zero?.task === 'classify' && zero.supports(own)).toBe(true);
    expect(fixed?.task === 'classify' && fixed.supports({ classifier: 'fixed', multiLabel: false })).toBe(true);
    expect(fixed?.task === 'classify' && fixed.supports(own)).not.toBe(true);
  });
});
