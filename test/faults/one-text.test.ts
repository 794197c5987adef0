/** A server that takes lists and refuses one for one of its texts, from a settings file, over HTTP. */
import { expect, it } from 'vitest';
import { type JsonRequest, jsonUpstream } from '../backends/shared/json-upstream.ts';
import { ends, open } from './over-http.ts';

const textsOf = ({ body }: JsonRequest) => (body.inputs as { data: string[] }[])[0]?.data ?? [];
const answer = (texts: readonly string[]) => ({
  outputs: [{ name: 'logits', data: texts.flatMap(() => [3, 0.2, 0.1]) }],
});
const ITEMS = Array.from(
  { length: 8 },
  (_, place) => `{ text: "The soup was ${place === 5 ? 'spoiled' : `cold ${place}`}." }`,
).join();

async function openAt(reply: (texts: readonly string[]) => { status?: number; json: unknown }) {
  const server = ends(await jsonUpstream((request) => reply(textsOf(request))));
  const serving = { kind: 'openinference', baseUrl: server.url, allowPrivateAddress: true, sentiment: { model: 'reviews' } };
  const { query } = await open({ serving }, { models: ['serving'] });
  const ask = async (items = ITEMS) => {
    const asked = `sentimentBatch(input: { items: [${items}] language: "en" routing: { cache: BYPASS } })`;
    const data = await query(`{ ${asked} { items { result { ... on Sentiment { label } ... on Error { code } } } } }`);
    return (data.sentimentBatch as { items: { result: { label?: string; code?: string } }[] }).items.map(
      ({ result }) => result.label ?? result.code,
    );
  };
  const breaker = async () => {
    const data = await query('{ models { nodes { stats { breaker } } } }');
    return (data.models as { nodes: { stats: { breaker: string } }[] }).nodes.map(({ stats }) => stats.breaker);
  };
  return { server, ask, breaker };
}

it.each([
  [400, 'UNSUPPORTED_OPTION'],
  [500, 'UPSTREAM_UNAVAILABLE'],
])(
  'answers seven of eight texts where one is refused with %d, asks for that one no more, and leaves the breaker closed',
  async (status, code) => {
    const { server, ask, breaker } = await openAt((texts) =>
      texts.some((text) => text.includes('spoiled')) ? { status, json: {} } : { json: answer(texts) },
    );
    for (let list = 1; list <= 12; list++) {
      expect(await ask()).toEqual(Array.from({ length: 8 }, (_, place) => (place === 5 ? code : 'NEGATIVE')));
      expect(server.requests).toHaveLength(7 * list);
    }
    expect(await breaker()).toEqual(['CLOSED']);
  },
);

it('asks a server that fails altogether four times more than without lists, and no more from then on', async () => {
  const { server, ask } = await openAt(() => ({ status: 500, json: {} }));
  await ask();
  expect(server.requests.length).toBeLessThanOrEqual(3 + 4);
  const before = server.requests.length;
  await ask();
  expect(server.requests.length - before).toBeLessThanOrEqual(3);
});
