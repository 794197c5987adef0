import { afterEach, expect, it } from 'vitest';
import { type MockUpstream, mockUpstream, right, type Say } from '../../bench/faults/mock-upstream.ts';
import { remote, routed } from '../../bench/faults/settings.ts';
import type { Service } from '../../src/main.ts';
import { serveHere } from '../support/serve-here.ts';

const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of started.splice(0).reverse()) await one.close();
});

const prose: Say = () => ({ content: 'It is positive.' });

async function serveOver(...says: Say[]): Promise<{ service: Service; upstreams: readonly MockUpstream[] }> {
  const upstreams = await Promise.all(says.map((say) => mockUpstream(say)));
  started.push(...upstreams);
  const backends = upstreams.map(({ url }, place) => [`cloud${place}`, remote(url)]);
  const service = await serveHere(routed(Object.fromEntries(backends)));
  started.push(service);
  return { service, upstreams };
}

const BATCH = `{
  sentimentBatch(input: { items: [{ text: "The soup was cold." }, { text: "The soup was cold." }] language: "en" }) {
    summary { succeeded failed usage { inputTokens outputTokens } }
  }
  requests(first: 10) { nodes { usage { inputTokens } background { calls } } }
}`;

async function batchOver({ url }: Service) {
  const body = JSON.stringify({ query: BATCH });
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { data } = (await response.json()) as { data: { sentimentBatch: { summary: Summary } } };
  return data.sentimentBatch.summary;
}

interface Summary {
  succeeded: number;
  failed: number;
  usage: { inputTokens: number; outputTokens: number } | null;
}

const recorded = ({ gateway }: Service) => gateway.telemetry.requests.read({ first: 1, fits: () => true })[0]?.bill?.asked;

it('counts what answers cost that could not be used, once for texts that are alike', async () => {
  const { service, upstreams } = await serveOver(prose);
  const { failed, usage } = await batchOver(service);
  expect(failed).toBe(2);
  expect(upstreams[0]?.requests()).toBe(2);
  expect(usage?.inputTokens).toBeGreaterThan(0);
  expect(recorded(service)).toMatchObject(usage ?? {});
});

it('adds what the model before cost to what the answer cost', async () => {
  const alone = await serveOver(right);
  const answer = (await batchOver(alone.service)).usage;
  const failing = await serveOver(prose);
  const failure = (await batchOver(failing.service)).usage;
  const both = await serveOver(prose, right);
  const { succeeded, usage } = await batchOver(both.service);
  expect(succeeded).toBe(2);
  expect(usage?.outputTokens).toBe((answer?.outputTokens ?? 0) + (failure?.outputTokens ?? 0));
});

it('tells the same calls in an answer, in the record of its request and in the metrics', async () => {
  const { service, upstreams } = await serveOver(prose, right);
  const query = `{ sentiment(input: { text: "The bread was warm." language: "en" }) { ... on Sentiment { meta { spend { calls unpricedCalls } attempts { model } } } } }`;
  const after =
    '{ requests(first: 1) { nodes { usage { calls } background { calls } } } metrics { kind model buckets { calls requests } } }';
  const ask = async (text: string) => {
    const body = JSON.stringify({ query: text });
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return ((await response.json()) as { data: unknown }).data;
  };
  const calls = () => upstreams.reduce((sum, upstream) => sum + upstream.requests(), 0);
  const { sentiment } = (await ask(query)) as { sentiment: { meta: { spend: { calls: number }; attempts: readonly object[] } } };
  expect(calls()).toBe(3); // prose, asked again and prose again, then the other model
  expect([sentiment.meta.spend.calls, sentiment.meta.attempts.length]).toEqual([3, 3]);
  const { requests, metrics } = (await ask(after)) as {
    requests: { nodes: readonly object[] };
    metrics: readonly { kind: string; buckets: readonly { calls: number }[] }[];
  };
  expect(requests.nodes).toMatchObject([{ usage: { calls: 3 }, background: { calls: 0 } }]);
  expect(metrics.flatMap(({ buckets }) => buckets).reduce((sum, bucket) => sum + bucket.calls, 0)).toBe(3);
  expect(new Set(metrics.map(({ kind }) => kind))).toEqual(new Set(['ANSWER']));
});
