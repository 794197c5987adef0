import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Manifest, manifestSchema } from '../../../backends/onnx/manifest.ts';
import { externalDataPaths } from '../../../backends/onnx/manifest-external-data.ts';
import { type FoundModel, findModels } from '../../../backends/onnx/models-folder.ts';
import { shippedModels } from '../../../backends/onnx/package-paths.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lingraph-models-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function found(...directories: string[]): Promise<FoundModel[]> {
  const models: FoundModel[] = [];
  for await (const model of findModels(directories)) models.push(model);
  return models;
}

const details = (models: readonly FoundModel[]): string[] =>
  models.flatMap((model) => ('refused' in model ? model.refused.map(({ detail }) => detail ?? '') : (model.problem ?? [])));
const manifests = (models: readonly FoundModel[]): Manifest[] =>
  models.flatMap((model) => ('folder' in model ? [model.folder.manifest] : []));

/** A copy of a shipped folder, with its manifest changed on the way. */
function copy(name: string, change: (manifest: Record<string, unknown>) => unknown = (manifest) => manifest): string {
  const folder = join(root, name);
  cpSync(join(shippedModels, name), folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
  return folder;
}

/** One protobuf field of bytes. */
function field(number: number, ...parts: (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(content.length)]), content]);
}
const tensorAt = (location: string): Buffer => field(13, field(1, 'location'), field(2, location));

describe('the shipped models', () => {
  it('are whole, and serve the four tasks', async () => {
    const models = await found(shippedModels);
    expect(details(models)).toEqual([]);
    const served = manifests(models).flatMap(({ serves }) => serves.map(({ task, id }) => `${task} ${id}`));
    expect(served.sort()).toEqual(
      [
        'classify emotion',
        'classify minilm-zero-shot',
        'classify offensive',
        'embed all-minilm-l6-v2',
        'sentiment sentiment-minilm',
        'summarize minilm-extractive',
        'translate firefox-en-pt',
        'translate firefox-pt-en',
      ].sort(),
    );
  });

  it('name the data set of every figure of quality, also where it is weak', async () => {
    const figures = manifests(await found(shippedModels)).flatMap(({ serves }) => serves.flatMap(({ quality }) => quality));
    expect(figures.length).toBeGreaterThan(15);
    expect(figures.find(({ dataset }) => dataset.startsWith('Financial news'))?.value).toBeCloseTo(0.529);
  });
});

describe('a folder that is not sound', () => {
  const name = 'firefox-en-pt';
  const vocabulary = 'vocab.enpt.spm';

  it('is not loaded for a flipped byte, by the name of the file', async () => {
    const path = join(copy(name), vocabulary);
    const bytes = readFileSync(path);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await found(root)).toEqual([
      { folder: expect.any(Object), problem: `${name}: ${vocabulary}: its sha256 is not the one in the manifest` },
    ]);
  });

  it('is not loaded for a missing file, and keeps its ids from no sound folder', async () => {
    rmSync(join(copy(name), vocabulary));
    expect(details(await found(root))).toEqual([`${name}: ${vocabulary}: is missing`]);
    cpSync(join(shippedModels, name), join(root, 'sound'), { recursive: true });
    const [sound, taken] = await found(root);
    expect(sound).toEqual({ folder: expect.objectContaining({ path: expect.stringMatching(/sound$/) }) });
    expect(taken).toMatchObject({ refused: [{ detail: expect.stringContaining('is taken by another folder') }] });
  });

  it('is not loaded for a file of another size, before it is read', async () => {
    const folder = copy(name);
    writeFileSync(join(folder, vocabulary), 'short');
    expect(details(await found(root))[0]).toMatch(`${vocabulary}: has 5 bytes, the manifest says 812781`);
  });

  it.each(['../outside.bin', '/etc/hostname', 'a/../../outside.bin', 'nul\0byte'])('is refused for the path %j', async (path) => {
    writeFileSync(join(root, 'outside.bin'), '');
    copy(name, (manifest) => ({ ...manifest, files: { [path]: { sha256: '0'.repeat(64), bytes: 0 } } }));
    expect(details(await found(root))[0]).toContain('leads out of the model folder');
  });

  it('is refused for a link out of it, and as a link out of the models folder', async () => {
    const folder = copy(name);
    rmSync(join(folder, vocabulary));
    symlinkSync(join(shippedModels, name, vocabulary), join(folder, vocabulary));
    symlinkSync(join(shippedModels, 'firefox-pt-en'), join(root, 'linked'));
    const said = details(await found(root));
    expect(said).toEqual([
      expect.stringContaining(`${vocabulary}: is a link out`),
      expect.stringContaining('linked: is a link out'),
    ]);
  });

  it.each([
    ['an unknown architecture', { architecture: 'diffusion' }, 'architecture'],
    ['a misspelt field', { licens: 'MIT' }, 'licens'],
    ['an id that is a path', { id: '../evil' }, 'id: must be'],
    ['an id that is too long', { id: 'x'.repeat(65) }, 'id: must be'],
    ['nothing served', { serves: [] }, 'serves'],
    ['a translator without pairs', { serves: [{ task: 'translate', id: 'x' }] }, 'x: translate needs pairs'],
    [
      'a language that is none',
      { serves: [{ task: 'translate', id: 'x', pairs: [{ source: 'en', target: 'pt-br1' }] }] },
      'serves.0.pairs.0.target: must be a BCP 47 tag',
    ],
    [
      'two tasks with one id',
      { serves: new Array(2).fill({ task: 'translate', id: 'x', pairs: [{ source: 'en', target: 'pt' }] }) },
      'two tasks are served under the same id',
    ],
    ['a task its architecture has not', { serves: [{ task: 'embed', id: 'x', output: 'y' }] }, 'marian does not serve embed'],
  ])('is refused for %s', async (_, change, detail) => {
    copy(name, (manifest) => ({ ...manifest, ...change }));
    expect(details(await found(root))[0]).toMatch(new RegExp(`manifest.json: .*${detail}`));
  });

  it('is refused for a manifest that is not JSON', async () => {
    writeFileSync(join(copy(name), 'manifest.json'), '{');
    expect(details(await found(root))[0]).toContain(`${name}: manifest.json: `);
  });

  it.each([
    ['sentiment-minilm', 'tokenizer.json'],
    ['firefox-en-pt', 'vocab.enpt.spm'],
  ])('of the kind %s is refused when %s, which the engine reads, is not listed', async (id, file) => {
    copy(id, ({ files, ...manifest }) => {
      const { [file]: _, ...others } = files as Record<string, unknown>;
      return { ...manifest, files: others };
    });
    expect(details(await found(root))[0]).toBe(`${id}: ${file}: is not in the manifest`);
  });

  it('is told the new name of what was called otherwise', async () => {
    copy('sentiment-minilm', ({ license, ...rest }) => ({ ...rest, licence: license }));
    expect(details(await found(root))).toEqual([expect.stringContaining('licence: is called `license` now')]);
  });

  it('is refused for labels that are no sentiment', async () => {
    copy('sentiment-minilm', (manifest) => ({
      ...manifest,
      serves: [{ task: 'sentiment', id: 'stars', output: 'logits', labels: ['one', 'two'] }],
    }));
    expect(details(await found(root))[0]).toContain('stars: the labels of sentiment are');
  });

  it.each(['sentiment', 'classify'])('is refused for two labels of %s with one name', async (task) => {
    copy('sentiment-minilm', (manifest) => ({
      ...manifest,
      serves: [{ task, id: 'twins', output: 'logits', labels: ['POSITIVE', 'NEGATIVE', 'NEGATIVE'] }],
    }));
    expect(details(await found(root))[0]).toContain('twins: two labels have the same name');
  });

  it('does not keep the others from being found', async () => {
    rmSync(join(copy('firefox-en-pt'), vocabulary));
    copy('firefox-pt-en');
    const models = await found(join(root, 'absent'), root);
    expect(manifests(models).map(({ id }) => id)).toEqual(['firefox-pt-en', 'firefox-en-pt']);
    expect(details(models)).toHaveLength(2);
  });

  it('is refused for an id that another folder has', async () => {
    copy(name);
    const models = await found(shippedModels, root);
    expect(details(models)).toEqual([`${name}: the id ${name} is taken by another folder`]);
  });
});

describe('external data of an ONNX file', () => {
  it('is found in tensors, subgraphs, attributes and functions, each once', () => {
    const graph = field(7, field(5, tensorAt('a.data')), field(1, field(5, field(6, field(5, tensorAt('b.data'))))));
    const inFunction = field(25, field(7, field(5, field(5, tensorAt('c.data')))));
    expect(externalDataPaths(Buffer.concat([graph, inFunction, graph]))).toEqual(['a.data', 'b.data', 'c.data']);
    expect(externalDataPaths(readFileSync(join(shippedModels, 'sentiment-minilm/onnx/model_quantized.onnx')))).toEqual([]);
  });

  it('ends on any bytes, with paths or an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          expect(Array.isArray(externalDataPaths(Buffer.from(bytes)))).toBe(true);
        } catch (error) {
          expect((error as Error).message).toMatch(/ONNX|cut off|too deep/);
        }
      }),
    );
  });

  it.each([
    ['../../evil.data', 'leads out of the model folder'],
    ['/etc/hostname', 'leads out of the model folder'],
    ['absent.data', 'is missing'],
    ['../config.json', 'is not in the manifest'],
  ])('at %s refuses the folder', async (location, detail) => {
    const folder = join(root, 'mine');
    mkdirSync(join(folder, 'onnx'), { recursive: true });
    const model = field(7, field(5, tensorAt(location)));
    writeFileSync(join(folder, 'onnx/model.onnx'), model);
    writeFileSync(join(folder, 'config.json'), '{}');
    const { createHash } = await import('node:crypto');
    const files = { 'onnx/model.onnx': { sha256: createHash('sha256').update(model).digest('hex'), bytes: model.length } };
    const manifest = {
      id: 'mine',
      version: '1',
      architecture: 'encoder',
      files,
      serves: [{ task: 'embed', id: 'mine', output: 'x' }],
    };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    expect(details(await found(root))[0]).toMatch(`mine: onnx/model.onnx: external data`);
    expect(details(await found(root))[0]).toContain(detail);
  });
});

describe('a folder without a manifest', () => {
  it('of Firefox Translations has its pair from the file name and its version from the file', async () => {
    rmSync(join(copy('firefox-en-pt'), 'manifest.json'));
    const [manifest] = manifests(await found(root));
    expect(manifest).toMatchObject({ id: 'firefox-en-pt', version: 'd968735704c7', architecture: 'marian' });
    expect(manifest?.serves).toMatchObject([{ task: 'translate', languages: ['en'], pairs: [{ source: 'en', target: 'pt' }] }]);
  });

  it('of Hugging Face serves sentiment by its labels', async () => {
    rmSync(join(copy('sentiment-minilm'), 'manifest.json'));
    const [manifest] = manifests(await found(root));
    expect(manifest).toMatchObject({ architecture: 'encoder', version: 'e3edf69b12af', window: 512 });
    expect(manifest?.serves).toMatchObject([
      { task: 'sentiment', labels: ['NEGATIVE', 'NEUTRAL', 'POSITIVE'], output: 'logits' },
    ]);
  });

  it('of Hugging Face with other labels is a classifier of these', async () => {
    const folder = copy('sentiment-minilm');
    rmSync(join(folder, 'manifest.json'));
    const id2label = { '0': 'spam', '1': 'ham', '2': 'neither' };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'bert', id2label }));
    const [manifest] = manifests(await found(root));
    expect(manifest?.serves).toMatchObject([{ task: 'classify', labels: ['spam', 'ham', 'neither'] }]);
  });

  it.each([
    [
      'an architecture that is no encoder',
      { model_type: 'gpt2', id2label: { '0': 'a', '1': 'b' } },
      'config.json: unknown architecture gpt2',
    ],
    ['no labels', { model_type: 'bert' }, 'config.json: id2label names fewer than two labels'],
  ])('is refused for %s', async (_, config, detail) => {
    const folder = copy('sentiment-minilm');
    rmSync(join(folder, 'manifest.json'));
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    expect(details(await found(root))).toEqual([`sentiment-minilm: ${detail}`]);
  });

  it('of Hugging Face whose model names itself as its external data is read once', async () => {
    const folder = join(root, 'My Model');
    mkdirSync(join(folder, 'onnx'), { recursive: true });
    writeFileSync(join(folder, 'onnx/model.onnx'), field(7, field(5, tensorAt('model.onnx'))));
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'bert', id2label: { '0': 'a', '1': 'b' } }));
    for (const name of ['tokenizer.json', 'tokenizer_config.json']) writeFileSync(join(folder, name), '{}');
    const [manifest] = manifests(await found(root));
    expect(manifest?.id).toBe('my-model');
    expect(Object.keys(manifest?.files ?? {})).toHaveLength(4);
  });

  it('that holds no model is passed over', async () => {
    mkdirSync(join(root, 'licenses'));
    writeFileSync(join(root, 'licenses', 'MIT.txt'), '');
    expect(await found(root)).toEqual([]);
  });
});

it('takes ids of 1 to 64 plain letters, digits, dots, dashes and underscores, and no others', () => {
  const base = {
    version: '1',
    architecture: 'marian',
    files: {},
    serves: [{ task: 'translate', id: 'x', pairs: [{ source: 'en', target: 'pt' }] }],
  };
  const isId = (id: string): boolean => manifestSchema.safeParse({ ...base, id }).success;
  const unit = fc.constantFrom('a', 'z', '0', '9', '.', '_', '-');
  fc.assert(fc.property(fc.string({ unit, maxLength: 70 }), (id) => isId(id) === /^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (id) => isId(id) === /^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)));
  for (const id of ['', '..', '%2e%2e', 'A', 'a/b', 'a\n', '-a', 'ä']) expect(isId(id)).toBe(false);
});
