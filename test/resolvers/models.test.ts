import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelEntry } from '../../src/gateway.ts';
import { startTestServer, type TestServer } from '../src/server/graphql-client.ts';
import { echoGateway } from '../support/echo-gateway.ts';

/** The echo gateway with five more models, one of which could not be loaded. */
function crowdedGateway() {
  const gateway = echoGateway();
  const [echo] = gateway.models();
  if (!echo) throw new Error('the echo gateway has a model');
  const more = ['e', 'c', 'a', 'd'].map((id): ModelEntry => ({ ...echo, id }));
  const refused: ModelEntry = { ...echo, id: 'broken', health: { id: 'broken', state: 'FAILED' }, models: [] };
  return { ...gateway, models: () => [echo, ...more, refused] };
}

let server: TestServer;
const gateway = crowdedGateway();
beforeAll(async () => {
  server = await startTestServer({ gateway });
});
afterAll(() => server.close());

const ALL = ['rules/a', 'rules/broken', 'rules/c', 'rules/d', 'rules/e', 'rules/echo'];
const PAGE =
  '{ totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';

describe('models', () => {
  it('lists all in the order of their ids', async () => {
    const { data } = await server.query(`{ models ${PAGE} }`);
    expect(data?.models).toMatchObject({
      totalCount: 6,
      nodes: ALL.map((id) => ({ id })),
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
    });
  });

  it('gives every model once when paged, whatever the size of the page', async () => {
    for (const first of [1, 2, 4, 6, 100]) {
      const seen: unknown[] = [];
      let after: unknown = null;
      for (let page = 0; page <= ALL.length; page += 1) {
        const { data } = await server.query(
          `query ($first: Int, $after: String) { models(first: $first, after: $after) ${PAGE} }`,
          { first, after },
        );
        const models = data?.models as unknown as {
          nodes: { id: string }[];
          pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
        };
        expect(models.pageInfo.hasPreviousPage).toBe(page > 0);
        seen.push(...models.nodes.map(({ id }) => id));
        after = models.pageInfo.endCursor;
        if (!models.pageInfo.hasNextPage) break;
      }
      expect(seen).toEqual(ALL);
    }
  });

  it('says of a backend what memory it holds, and null where that is not known', async () => {
    const ask = async () => (await server.query('{ backends { id memoryBytes } }')).data?.backends;
    expect(await ask()).toEqual([{ id: 'rules', memoryBytes: null }]);
    gateway.health.memoryBytes = 273_000_000;
    expect(await ask()).toEqual([{ id: 'rules', memoryBytes: 273_000_000 }]);
    delete gateway.health.memoryBytes;
  });

  it('goes on after a model that has left the list', async () => {
    const after = Buffer.from('after:rules/b').toString('base64url');
    const { data } = await server.query(`{ models(first: 1, after: "${after}") { nodes { id } } }`);
    expect(data?.models?.nodes).toEqual([{ id: 'rules/broken' }]);
  });

  it.each(['first: 0', 'first: 101', 'first: -1', 'after: "%%%"', 'after: "cnVsZXM"'])('refuses %s', async (argument) => {
    const { errors } = await server.query(`{ models(${argument}) { totalCount } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('keeps only those that serve a task', async () => {
    const { data } = await server.query('{ models(task: TRANSLATE) { totalCount nodes { tasks } } }');
    expect(data?.models).toMatchObject({ totalCount: 5 });
  });

  it('tells all of a model, also of one that could not be loaded', async () => {
    const fields =
      '{ id version state tasks languages pairs { source target } labels license sizeBytes quality { dataset } backend { id models { id } } }';
    const { data, errors } = await server.query(
      `{ a: model(id: "rules/echo") ${fields} b: model(id: "rules/broken") ${fields} c: model(id: "none") { id } }`,
    );
    expect(errors).toBeUndefined();
    expect(data?.a).toMatchObject({
      version: '1',
      tasks: ['CLASSIFY', 'SENTIMENT', 'TRANSLATE', 'SUMMARIZE'],
      languages: ['en'],
      license: 'MIT',
      sizeBytes: 5e9,
    });
    expect(data?.b).toMatchObject({
      version: '',
      state: 'FAILED',
      tasks: [],
      license: null,
      backend: { id: 'rules', models: ALL.map((id) => ({ id })) },
    });
    expect(data?.c).toBeNull();
  });
});

describe('node', () => {
  it('finds models and backends by their id', async () => {
    const { data } = await server.query(
      '{ a: node(id: "rules") { __typename id } b: node(id: "rules/a") { __typename id ... on Model { version } } c: node(id: "x") { id } }',
    );
    expect(data).toEqual({
      a: { __typename: 'Backend', id: 'rules' },
      b: { __typename: 'Model', id: 'rules/a', version: '1' },
      c: null,
    });
  });
});
