import { getHeapSnapshot } from 'node:v8';
import { expect, it } from 'vitest';
import { openCache } from '../../src/cache/open-cache.ts';
import { type Asking, createGateway } from '../../src/gateway.ts';
import { type Batch, type Call, type Model, outcomeOf } from '../../src/model.ts';
import { TASKS, type Task } from '../../src/task.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';

const everyTask = <Value>(value: Value) => Object.fromEntries(TASKS.map((task) => [task, value])) as Record<Task, Value>;

/** What a model was handed, by a name under which it is found in the heap. */
class HandedToModel {
  readonly batch: Batch<'classify'>;
  readonly call: Call;

  constructor(batch: Batch<'classify'>, call: Call) {
    this.batch = batch;
    this.call = call;
  }
}

const COMMON = new Set(['__proto__', 'map']);

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[]]; edge_fields: string[]; edge_types: [string[]] } };
  nodes: number[];
  edges: number[];
  strings: string[];
}

async function heap(): Promise<Snapshot> {
  const parts: Buffer[] = [];
  for await (const part of getHeapSnapshot()) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Snapshot;
}

/** Every string that can be reached from the objects of a class: by members, also private ones, by what lists, maps and sets hold. */
function stringsFrom({ snapshot: { meta }, nodes, edges, strings }: Snapshot, className: string): Set<string> {
  const at = (field: string) => meta.node_fields.indexOf(field);
  const edgeAt = (field: string) => meta.edge_fields.indexOf(field);
  const [size, edgeSize] = [meta.node_fields.length, meta.edge_fields.length];
  const weak = meta.edge_types[0].indexOf('weak');
  const [object, closure] = [meta.node_types[0].indexOf('object'), meta.node_types[0].indexOf('closure')];
  const nameOf = (node: number) => strings[nodes[node + at('name')] ?? 0] ?? '';
  const firstEdge = new Map<number, number>();
  for (let node = 0, edge = 0; node < nodes.length; node += size) {
    firstEdge.set(node, edge);
    edge += (nodes[node + at('edge_count')] ?? 0) * edgeSize;
  }
  const open: number[] = [];
  for (let node = 0; node < nodes.length; node += size)
    if (nodes[node + at('type')] === object && nameOf(node) === className) open.push(node);
  expect(open.length).toBeGreaterThan(0);
  const seen = new Set(open);
  const found = new Set<string>();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    found.add(nameOf(node));
    const start = firstEdge.get(node) ?? 0;
    for (let edge = start; edge < start + (nodes[node + at('edge_count')] ?? 0) * edgeSize; edge += edgeSize) {
      const to = edges[edge + edgeAt('to_node')] ?? 0;
      // Through what a function can see, or a class has in common, everything can be reached, and by nobody who holds a call.
      const isFunction = nodes[to + at('type')] === closure || nameOf(to).startsWith('system / ');
      const isCommon = COMMON.has(strings[edges[edge + edgeAt('name_or_index')] ?? 0] ?? '');
      if (edges[edge + edgeAt('type')] === weak || isFunction || isCommon || seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return found;
}

it('holds nothing of one tenant that could be reached from the call of another', async () => {
  const handed: HandedToModel[] = [];
  const model: Model<'classify'> = {
    id: 'm',
    version: '1',
    task: 'classify',
    info: { languages: [], pairs: [], labels: [], quality: [] },
    maxBatch: 10,
    supports: () => true,
    async run(batch, call) {
      if (call.tenant === 'second') handed.push(new HandedToModel(batch, call));
      const label = batch.options.labels?.[0]?.name ?? '';
      const value = { label, labels: [label], scores: [] };
      return batch.texts.map(() => outcomeOf({ value, model: { id: 'm', version: '1', backend: 'b' } }));
    },
  };
  const gateway = createGateway({
    backends: [{ name: 'b', kind: 'scripted', local: false, models: () => [model] }],
    settings: {
      routes: everyTask({ policy: 'fallback', models: ['b'], maxAttempts: 3, hedge: false }),
      retry: { retries: 0, firstDelayMs: 1, maxDelayMs: 1 },
      breaker: { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 8, maxQueued: 8 },
      cache: {
        enabled: true,
        freshness: everyTask({ ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 }),
        scope: 'tenant',
      },
    },
    room: openCache({ maxBytes: 1_000_000, flightMs: 5_000 }),
    telemetry: createTelemetry({ requests: 10, keepTexts: false }),
  });
  const ask = (tenant: string) => {
    const asking: Asking = {
      signal: new AbortController().signal,
      deadlineAt: performance.now() + 5_000,
      tenant,
      requestId: `request of ${tenant}`,
      routing: { strategy: 'AUTO', fallback: true },
      cache: 'USE',
    };
    const labels = [{ name: `label-of-${tenant}` }, { name: `other-label-of-${tenant}` }];
    return gateway.run('classify', [`text-of-${tenant}`], { labels, multiLabel: false }, asking);
  };
  for (const tenant of ['first', 'second', 'first']) await ask(tenant);
  const strings = [...stringsFrom(await heap(), HandedToModel.name)];
  expect(strings.filter((text) => text.includes('-of-second')).length).toBeGreaterThan(0);
  expect(strings.filter((text) => /-of-first/.test(text))).toEqual([]);
  expect(handed).toHaveLength(1);
}, 120_000);
