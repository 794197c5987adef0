import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCache } from '../../src/cache/open-cache.ts';
import { GatewayError } from '../../src/errors.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { TASKS, type Task } from '../../src/task.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { scriptedBackend, scriptedModel } from '../support/models.ts';

const freshness = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
const everyTask = <Value>(value: Value) => Object.fromEntries(TASKS.map((task) => [task, value])) as Record<Task, Value>;

function scriptedGateway(): Gateway {
  const model = scriptedModel({
    answer: (text) => (text.startsWith('fail') ? new GatewayError('MODEL_FAILED', 'no') : 'POSITIVE'),
  });
  return createGateway({
    backends: [scriptedBackend('local', [model])],
    settings: {
      routes: everyTask({ policy: 'fallback', models: ['local'], maxAttempts: 3, hedge: false }),
      retry: { retries: 0, firstDelayMs: 1, maxDelayMs: 1 },
      breaker: { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 8, maxQueued: 8 },
      cache: { enabled: true, freshness: everyTask(freshness), scope: 'tenant' },
    },
    room: openCache({ maxBytes: 1_000_000, flightMs: 5_000 }),
    telemetry: createTelemetry({ requests: 100, keepTexts: false }),
  });
}

let server: RunningServer;
let closed: RunningServer;
beforeAll(async () => {
  server = await startServer({ gateway: scriptedGateway(), host: '127.0.0.1', port: 0 });
  closed = await startServer({ gateway: scriptedGateway(), host: '127.0.0.1', port: 0, admin: false });
});
afterAll(() => Promise.all([server.close(), closed.close()]));

async function ask(query: string, { url }: RunningServer = server) {
  const body = JSON.stringify({ query });
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return (await response.json()) as { data: Record<string, unknown>; errors?: { extensions: { code: string } }[] };
}

interface Page {
  edges: { cursor: string; node: { id: string } }[];
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const sentiment = (text: string) => `{ sentiment(input: { text: "${text}", language: "en" }) { __typename } }`;

describe('what was done of late', () => {
  beforeAll(async () => {
    for (const text of ['secret text', 'secret text', 'fail']) await ask(sentiment(text));
  });

  it('is listed newest first, without the texts', async () => {
    const { data } = await ask(
      '{ requests(first: 3) { nodes { task texts failed code cache { status texts } models attempts { model outcome } excerpt usage { calls inputTokens } } } }',
    );
    expect((data.requests as Page).nodes).toMatchObject([
      { task: 'SENTIMENT', failed: 1, code: 'MODEL_FAILED', attempts: [{ model: 'local/scripted', outcome: 'ERROR' }] },
      { failed: 0, cache: [{ status: 'HIT', texts: 1 }], models: ['local/scripted'], usage: { calls: 0, inputTokens: 0 } },
      { failed: 0, cache: [{ status: 'MISS', texts: 1 }], usage: { calls: 1, inputTokens: 11 } },
    ]);
    expect(JSON.stringify(data)).not.toContain('secret');
  });

  it('says where the time went: up to the cache where an answer was kept, on to the model where none was', async () => {
    const { data } = await ask('{ requests(first: 3) { nodes { phases { kind attempt } } } }');
    const [, kept, asked] = (data.requests as { nodes: { phases: { kind: string; attempt: number | null }[] }[] }).nodes;
    expect(kept?.phases.map(({ kind }) => kind)).toEqual(['PREPARE', 'CACHE']);
    expect(asked?.phases.at(1)).toEqual({ kind: 'CACHE', attempt: null });
    expect(asked?.phases.at(-1)).toEqual({ kind: 'ATTEMPT', attempt: 0 });
  });

  it('can be narrowed', async () => {
    const count = async (filter: string) =>
      ((await ask(`{ requests(${filter}) { nodes { id } } }`)).data.requests as Page).nodes.length;
    expect(await count('failed: true')).toBe(1);
    expect(await count('task: TRANSLATE')).toBe(0);
    expect(await count('cache: HIT')).toBe(1);
    expect(await count('model: "local/scripted"')).toBe(3);
    expect(await count('id: "no such id"')).toBe(0);
  });

  it('is read page by page, without a gap and to its end', async () => {
    const page = async (filter: string) =>
      (
        await ask(
          `{ requests(${filter}) { edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        )
      ).data.requests as Page;
    const all = await page('first: 3');
    expect(all.nodes).toEqual(all.edges.map(({ node }) => node));
    expect(new Set(all.nodes.map(({ id }) => id)).size).toBe(3);
    const pages: Page[] = [];
    for (let after = ''; pages.length < 3; after = `, after: "${pages.at(-1)?.pageInfo.endCursor}"`)
      pages.push(await page(`first: 1${after}`));
    expect(pages.flatMap(({ nodes }) => nodes)).toEqual(all.nodes);
    expect(pages.map(({ pageInfo: { hasPreviousPage, hasNextPage } }) => [hasPreviousPage, hasNextPage])).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
    expect((await page(`first: 1, id: "${all.nodes[1]?.id}"`)).nodes).toEqual([all.nodes[1]]);
    const [end] = all.edges.slice(-1);
    expect(await page(`after: "${end?.cursor}"`)).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it.each([
    ['a page that is too large', 'first: 101'],
    ['an empty page', 'first: 0'],
    ['what is no cursor', 'after: "1"'],
    ['a cursor of another list', `after: "${Buffer.from('after:local/model').toString('base64url')}"`],
  ])('refuses %s', async (_, page) => {
    expect((await ask(`{ requests(${page}) { nodes { id } } }`)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('is summed by the minute', async () => {
    const { data } = await ask('{ metrics(minutes: 5) { task model tenant buckets { requests failed cacheHits p50Ms } } }');
    const buckets = (data.metrics as { buckets: { requests: number; failed: number; cacheHits: number }[] }[]).flatMap(
      (series) => series.buckets,
    );
    const sum = (field: 'requests' | 'failed' | 'cacheHits') => buckets.reduce((total, bucket) => total + bucket[field], 0);
    expect([sum('requests'), sum('failed'), sum('cacheHits')]).toEqual([3, 1, 1]);
  });

  it('shows of each model how it has done', async () => {
    const { data } = await ask(
      '{ model(id: "local/scripted") { state stats { calls errorRate lastUsed breaker openLeftMs } } backends { local } }',
    );
    expect(data.model).toMatchObject({
      state: 'READY',
      stats: { calls: 2, lastUsed: expect.stringMatching(/Z$/), breaker: null, openLeftMs: 0 },
    });
  });
});

it('forgets cached answers when told to', async () => {
  await ask(sentiment('kept'));
  const before = (await ask('{ cacheStats { entries hits misses } }')).data.cacheStats as { entries: number };
  const { data } = await ask('mutation { purgeCache(input: { task: SENTIMENT }) { purged } }');
  expect(data.purgeCache).toEqual({ purged: before.entries });
  expect((await ask('{ cacheStats { entries } }')).data.cacheStats).toEqual({ entries: 0 });
});

it.each([
  '{ requests { nodes { id } } }',
  '{ metrics { task } }',
  '{ cacheStats { entries } }',
  '{ shadows { task } }',
  'mutation { purgeCache(input: {}) { purged } }',
])('is FORBIDDEN where operations are not open: %s', async (query) => {
  expect((await ask(query, closed)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

it('leaves what was asked beside a FORBIDDEN field its answer', async () => {
  const { data, errors } = await ask(`{ requests { nodes { id } } sentiment(input: { text: "x" }) { __typename } }`, closed);
  expect(data).toEqual({ requests: null, sentiment: { __typename: 'Sentiment' } });
  expect(errors).toMatchObject([{ path: ['requests'], extensions: { code: 'FORBIDDEN' } }]);
});
