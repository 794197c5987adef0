import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Check } from '../../../cli/doctor/check.ts';
import { checkMemory, checkNode } from '../../../cli/doctor/check-machine.ts';
import { runCli } from '../../../cli/run-cli.ts';
import type { Lingraph } from '../../../cli/world.ts';
import * as main from '../../../src/main.ts';
import type { AnyModel, Backend } from '../../../src/model.ts';
import { type JsonRequest, jsonUpstream } from '../../backends/shared/json-upstream.ts';
import { fakeGateway, fakeWorld } from '../fake-world.ts';

describe('the doctor', () => {
  it('asks each model of a healthy gateway once and finds it healthy', async () => {
    const asked: string[] = [];
    const gateway = fakeGateway();
    gateway.backends = () => [fakeBackend(asked)];
    const world = fakeWorld({ gateway });
    expect(await runCli(['doctor', '--json'], '1', world)).toBe(0);
    expect(asked).toEqual(['classify', 'sentiment', 'translate', 'summarize']);
    const checks: Check[] = JSON.parse(world.out());
    expect(checks.map(({ name }) => name)).toEqual([
      'Node.js',
      'memory',
      'cores',
      'model files',
      'gateway',
      'classify',
      'sentiment',
      'translate',
      'summarize',
    ]);
    expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
  });

  it('says of a gateway that does not open why, and what to do', async () => {
    const world = fakeWorld();
    world.lingraph = async () => {
      throw new Error('routes.translate: no such backend');
    };
    expect(await runCli(['doctor'], '1', world)).toBe(1);
    expect(world.out()).toMatch(/failed {3}gateway {6}routes.translate: no such backend\n +\S/);
  });

  it('tries the address of every backend that asks a server, and no model where it cannot be reached', async () => {
    const asked: string[] = [];
    const probe = async () => ({ problem: 'nobody listens there', advice: 'Start the service.' });
    const endpoint = { setting: 'baseUrl', address: 'models.example:443', optional: false, probe };
    const gateway = fakeGateway();
    gateway.backends = () => [
      { ...fakeBackend(asked), endpoint },
      { name: 'spare', kind: 'openai', local: false, models: () => [], endpoint: { ...endpoint, optional: true } },
    ];
    const world = fakeWorld({ gateway });
    expect(await runCli(['doctor'], '1', world)).toBe(1);
    expect(world.out()).toMatch(/failed {3}local .*models\.example:443 cannot be reached, nobody listens there\n +Start/);
    expect(world.out()).toMatch(/warning {2}spare/);
    expect(asked).toEqual([]);
  });

  it('tells an old Node, and little memory, with advice', () => {
    expect(checkNode('18.20.1', '20.19')).toMatchObject({ state: 'failed', advice: expect.stringContaining('20.19') });
    expect(checkNode('20.20.2', '20.19').state).toBe('ok');
    expect(checkNode('20.9.0', '20.19').state).toBe('failed');
    expect(checkNode('24.1.0', '20.19').state).toBe('ok');
    expect(checkMemory(2 ** 29, 2 ** 31)).toMatchObject({ state: 'warning', found: '0.5 GiB free of 2.0 GiB' });
  });
});

const VALUES = {
  classify: { label: 'delivery', labels: ['delivery'], scores: [] },
  sentiment: { label: 'POSITIVE', scores: [] },
  translate: { text: 'Bom dia.', source: 'en', target: 'pt' },
  summarize: { text: 'It opens in May.', method: 'ABSTRACTIVE' },
} as const;

/** Models that answer, and note that they were asked. */
function fakeBackend(asked: string[]): Backend {
  const models = Object.entries(VALUES).map(([task, value]) => ({
    id: `the-${task}`,
    version: '1',
    task,
    info: { languages: [], pairs: [], labels: [], quality: [] },
    maxBatch: 1,
    supports: () => true,
    run: async ({ texts }: { texts: readonly string[] }) => {
      asked.push(task);
      const model = { id: `the-${task}`, version: '1', backend: 'local' };
      return texts.map(() => ({ result: { value, model }, attempts: [], cache: { status: 'BYPASS' } }));
    },
  }));
  return { name: 'local', kind: 'fake', local: true, models: () => models as unknown as readonly AnyModel[] };
}

describe('the trials of the doctor', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** What the doctor finds with settings as a file holds them, of the address and of the tasks. */
  async function examined(settings: object) {
    const folder = mkdtempSync(join(tmpdir(), 'lingraph-doctor-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'lingraph.yaml');
    writeFileSync(file, JSON.stringify(settings));
    const world = fakeWorld();
    world.lingraph = async () => main as unknown as Lingraph;
    const exitCode = await runCli(['doctor', '--json', '--config', file], '1', world);
    const checks: Check[] = JSON.parse(world.out());
    return { exitCode, checks: checks.slice(checks.findIndex(({ name }) => name === 'gateway') + 1) };
  }

  async function upstream(reply: (request: JsonRequest) => { status?: number; json: unknown }) {
    const server = await jsonUpstream(reply);
    closing.push(server.close);
    return server;
  }
  const cloudAt = (baseUrl: string, changes: object) => ({
    backends: { cloud: { baseUrl, allowPrivateAddress: true, ...changes } },
  });

  it('follow the settings: labels of a classifier, pairs of a model, and no task that nobody configured', async () => {
    const { url, requests } = await upstream(({ path }) => ({
      json: path.endsWith('/topics')
        ? [
            { label: 'sport', score: 0.7 },
            { label: 'politics', score: 0.3 },
          ]
        : [{ translation_text: 'Guten Tag.' }],
    }));
    const { exitCode, checks } = await examined(
      cloudAt(url, {
        kind: 'huggingface',
        classifiers: { topics: { model: 'owner/topics', labels: ['sport', 'politics'] } },
        translate: [{ model: 'owner/fr-de', pairs: [{ source: 'fr', target: 'de' }] }],
      }),
    );
    expect(checks.map(({ name, state }) => `${name} ${state}`)).toEqual(['cloud ok', 'classify ok', 'translate ok']);
    expect(checks[1]?.found).toMatch(/ms, cloud\/owner\/topics: sport/);
    expect(exitCode).toBe(0);
    expect(requests).toHaveLength(2);
  });

  it('ask for the tasks of the routes only', async () => {
    const { url, requests } = await upstream(() => ({ status: 500, json: {} }));
    const settings = cloudAt(`${url}/v1`, { kind: 'openai', model: 'm' });
    const { checks } = await examined({
      backends: { ...settings.backends, local: { kind: 'onnx', workers: 1 } },
      routes: Object.fromEntries(['classify', 'sentiment', 'translate'].map((task) => [task, { models: ['local'] }])),
    });
    expect(checks.filter(({ found }) => found.includes('cloud/m')).map(({ name }) => name)).toEqual(['summarize']);
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('hide no reason behind another: each is asked, though the one before was refused', async () => {
    const { url, requests } = await upstream(() => ({ status: 401, json: {} }));
    const { exitCode, checks } = await examined(cloudAt(`${url}/v1`, { kind: 'openai', model: 'm' }));
    const tasks = checks.slice(1);
    expect(tasks.map(({ name }) => name)).toEqual(['classify', 'sentiment', 'translate', 'summarize']);
    for (const { found, advice } of tasks) {
      expect(found).toMatch(/^cloud\/m: MODEL_AUTH_FAILED: .*\(status 401\b.*\)$/);
      expect(advice).toMatch(/^The server answers 401 to a request without a key: write one as backends\.cloud\.apiKey/);
    }
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(4);
    expect(exitCode).toBe(1);
  });

  it('say which names came where those of the settings did not', async () => {
    const { url } = await upstream(() => ({ json: [{ label: 'LABEL_0', score: 1 }] }));
    const classifiers = { topics: { model: 'owner/topics', labels: ['sport', 'politics'] } };
    const { checks } = await examined(cloudAt(url, { kind: 'huggingface', classifiers }));
    expect(checks[1]?.found).toMatch(/^cloud\/owner\/topics: OUTPUT_INVALID: .*\(it answered LABEL_0\)$/);
    expect(checks[1]?.advice).toMatch(/backends\.cloud\.classifiers\.topics\.model: its labels/);
  });

  it('say under which names the outputs of a server are', async () => {
    const { url } = await upstream(() => ({ json: { outputs: [{ name: 'scores', data: [1, 2, 3] }] } }));
    const { checks } = await examined(cloudAt(url, { kind: 'openinference', sentiment: { model: 'reviews' } }));
    expect(checks[1]?.found).toMatch(/\(the outputs are scores\)$/);
  });

  it('say where the API is when its path is missing', async () => {
    const { url } = await upstream(({ path }) =>
      path === '/v1/models' ? { json: { data: [{ id: 'm' }] } } : { status: 404, json: { detail: 'Not Found' } },
    );
    const { checks } = await examined(cloudAt(url, { kind: 'openai', model: 'm' }));
    expect(checks[1]?.advice).toBe(`backends.cloud.baseUrl: A server with the API of OpenAI answers at ${url}/v1. Write that.`);
  });
});
