import { describe, expect, it } from 'vitest';
import { backendKinds } from '../../../backends/index.ts';
import { modelOf } from './running.ts';

describe.each([
  ['openai', { model: 'm' }],
  ['huggingface', { sentiment: { model: 'owner/m' } }],
  ['openinference', { sentiment: { model: 'm' } }],
])('the version of a model of %s', (kind, settings) => {
  const versionAt = async (baseUrl: string, changes: object = {}) => {
    const backend = await backendKinds[kind]?.create('cloud', { baseUrl, ...settings, ...changes });
    if (!backend) throw new Error(`no kind ${kind}`);
    const { version } = modelOf(backend, 'sentiment');
    await backend.close?.();
    return version;
  };
  const HERE = 'https://models.example/v1';

  it('is another wherever it is asked elsewhere', async () => {
    const versions = [
      await versionAt(HERE),
      await versionAt('https://other.example/v1'),
      await versionAt('https://models.example:8443/v1'),
      await versionAt('https://models.example/v2'),
      await versionAt(HERE, { query: { 'api-version': '1' } }),
      await versionAt(HERE, { query: { 'api-version': '2' } }),
      await versionAt(HERE, { headers: { 'x-provider': 'alpha' } }),
      await versionAt(HERE, { headers: { 'x-provider': 'beta' } }),
      await versionAt(HERE, { headers: { 'x-virtual-key': 'alpha' } }),
    ];
    expect(new Set(versions).size).toBe(versions.length);
    for (const version of versions) expect(version).toMatch(/^[a-z/]+\+[0-9a-f]{8}$/);
  });

  it('is the same for one address, however it is written and whoever asks', async () => {
    const version = await versionAt(HERE);
    expect(await versionAt('https://MODELS.example:443/v1/')).toBe(version);
    expect(await versionAt(HERE, { apiKey: 'other', headers: { 'api-key': 'other' }, idleMs: 1 })).toBe(version);
    for (const name of ['Authorization', 'X-API-Key', 'cookie', 'x-auth-token', 'client-secret', 'proxy-authorization'])
      expect(await versionAt(HERE, { headers: { [name]: 'a new one' } }), name).toBe(version);
    const provider = await versionAt(HERE, { headers: { 'x-provider': 'alpha', 'api-key': 'one' } });
    expect(await versionAt(HERE, { headers: { 'api-key': 'two', 'X-Provider': 'alpha' } })).toBe(provider);
    const one = await versionAt(HERE, { query: { a: '1', b: '2' } });
    expect(await versionAt(HERE, { query: { b: '2', a: '1' } })).toBe(one);
  });
});
