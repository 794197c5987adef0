/** A server whose real gateway translates with scripted models, and the clients that listen to it. */
import { openCache } from '../../../src/cache/open-cache.ts';
import { GatewayError } from '../../../src/errors.ts';
import { createGateway, type Gateway } from '../../../src/gateway.ts';
import { type Backend, type Call, type Model, outcomeOf } from '../../../src/model.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../../src/server/start-server.ts';
import { TASKS, type Task } from '../../../src/task.ts';
import { createTelemetry } from '../../../src/telemetry/telemetry.ts';

/** What a model does with a text: emits, and gives the whole translation or an error. */
export type Script = (text: string, emit: (delta: string) => void, call: Call) => Promise<string | GatewayError>;

const freshness = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 60_000 };
const everyTask = <Value>(value: Value) => Object.fromEntries(TASKS.map((task) => [task, value])) as Record<Task, Value>;

export function scriptedTranslator(name: string, script: Script): Backend {
  const model: Model<'translate'> = {
    id: 'scripted',
    version: '1',
    task: 'translate',
    info: { languages: [], pairs: [], labels: [], quality: [] },
    maxBatch: 1,
    supports: () => true,
    run: ({ texts, options: { target, source = 'en' }, sinks }, call) =>
      Promise.all(
        texts.map(async (text, place) => {
          const given = await script(text, (delta) => sinks?.[place]?.write(delta), call);
          if (given instanceof GatewayError) return outcomeOf<'translate'>(given);
          const usage = { inputTokens: text.length, outputTokens: given.length, estimated: false };
          return outcomeOf<'translate'>({
            value: { text: given, source, target },
            model: { id: 'scripted', version: '1', backend: name },
            usage,
          });
        }),
      ),
  };
  return { name, kind: 'scripted', local: true, models: () => [model] };
}

export function gatewayOver(
  backends: readonly Backend[],
  { ttlMs = freshness.ttlMs, scope = 'tenant' }: { ttlMs?: number; scope?: 'tenant' | 'shared' } = {},
): Gateway {
  return createGateway({
    backends,
    settings: {
      routes: everyTask({ policy: 'fallback', models: backends.map(({ name }) => name), maxAttempts: 3, hedge: false }),
      retry: { retries: 2, firstDelayMs: 1, maxDelayMs: 1 },
      breaker: { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 1_000, maxQueued: 8 },
      cache: { enabled: true, freshness: everyTask({ ...freshness, ttlMs }), scope },
    },
    room: openCache({ maxBytes: 1_000_000, flightMs: 5_000 }),
    telemetry: createTelemetry({ requests: 10, keepTexts: false }),
  });
}

export interface StreamServer extends RunningServer {
  gateway: Gateway;
  graphqlUrl: string;
  unexpected: unknown[];
}

export async function startStreams(backends: readonly Backend[], options: Partial<ServerOptions> = {}): Promise<StreamServer> {
  const gateway = gatewayOver(backends);
  const unexpected: unknown[] = [];
  const onUnexpected = (error: unknown) => unexpected.push(error);
  const server = await startServer({ gateway, host: '127.0.0.1', port: 0, onUnexpected, graceMs: 2_000, ...options });
  return { ...server, gateway, graphqlUrl: `${server.url}/graphql`, unexpected };
}

/** One event of `translateStream`, as clients get it. */
export interface StreamEvent {
  __typename: string;
  text?: string;
  reason?: string;
  code?: string;
  translation?: { text: string; meta?: { cache: { status: string }; usage: object; attempts: { outcome: string }[] } };
}

export const TRANSLATE = `subscription Translate($text: String!) {
  translateStream(input: { text: $text, source: "en", target: "pt" }) {
    __typename
    ... on TextDelta { text }
    ... on Restarted { reason }
    ... on TranslationCompleted {
      translation { text meta { cache { status } usage { outputTokens } attempts { outcome } } }
    }
    ... on Error { code message retryable }
  }
}`;

/** What a client that concatenates has in the end: the deltas since the last Restarted. */
export function heardIn(events: readonly StreamEvent[]): string {
  return events.reduce((heard, { __typename, text = '' }) => (__typename === 'Restarted' ? '' : heard + text), '');
}

/** Emits words one by one, then gives them all. */
export const wordByWord =
  (words: readonly string[], pauseMs = 1): Script =>
  async (_, emit, { signal }) => {
    for (const word of words) {
      if (signal.aborted) return new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');
      emit(word);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return words.join('');
  };
