/** A gateway with a model that answers at once, asked a great many different texts: what its memory does meanwhile. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openCache } from '../../src/cache/open-cache.ts';
import { type Asking, createGateway } from '../../src/gateway.ts';
import { loadSettings } from '../../src/main.ts';
import { type Backend, type Model, outcomeOf } from '../../src/model.ts';
import type { TableSettings } from '../../src/table.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { serveParent } from '../support/serve-parent.ts';
import { reviewSentence, textsFrom } from '../support/texts.ts';

export interface KeysOrder {
  from: number;
  count: number;
}

export interface KeysReport {
  residentBytes: number;
  entries: number;
  bytes: number;
}

const instant: Model<'sentiment'> = {
  id: 'instant',
  version: '1',
  task: 'sentiment',
  info: { languages: ['en'], pairs: [], labels: [], quality: [] },
  maxBatch: 100,
  supports: () => true,
  run: async ({ texts }) =>
    texts.map(() =>
      outcomeOf<'sentiment'>({
        value: { label: 'POSITIVE', scores: [{ label: 'POSITIVE', score: 0.9 }] },
        model: { id: 'instant', version: '1', backend: 'bench' },
        usage: { inputTokens: 12, outputTokens: 0, estimated: false },
      }),
    ),
};
const backend: Backend = { name: 'bench', kind: 'bench', local: true, models: () => [instant] };

const settings = loadSettings({ env: {} });
const fresh = { ttlMs: 86_400_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
const route = { policy: 'fallback', models: ['bench'], maxAttempts: 3, hedge: false } as const;
const table: TableSettings = {
  routes: { classify: route, sentiment: route, translate: route, summarize: route },
  retry: settings.retry,
  breaker: settings.breaker,
  cache: { enabled: true, scope: 'tenant', freshness: { classify: fresh, sentiment: fresh, translate: fresh, summarize: fresh } },
};
const gateway = createGateway({
  backends: [backend],
  settings: table,
  room: openCache({ maxBytes: settings.cache.maxBytes, flightMs: 30_000 }),
  telemetry: createTelemetry(settings.telemetry),
});

// Resident memory goes up and down with the garbage that waits: what is left without it tells whether anything grows.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const LIST = 100;
const asking: Omit<Asking, 'deadlineAt'> = {
  signal: new AbortController().signal,
  tenant: 'public',
  requestId: 'bench',
  routing: { strategy: 'AUTO', fallback: true },
  cache: 'USE',
};

serveParent({ maxBytes: settings.cache.maxBytes }, async ({ from, count }: KeysOrder): Promise<KeysReport> => {
  for (let next = from; next < from + count; next += LIST)
    await gateway.run(
      'sentiment',
      textsFrom(next, LIST, reviewSentence),
      {},
      { ...asking, deadlineAt: performance.now() + 30_000 },
    );
  const { entries, bytes } = gateway.cache();
  collectGarbage();
  return { residentBytes: process.memoryUsage.rss(), entries, bytes };
});
