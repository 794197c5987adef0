import type { Reply } from './ask.ts';
import type { TestGateway } from './bench.ts';

export interface Heard {
  /** What was sent since the last Restarted. */
  text: string;
  /** Why what was sent before it is void. */
  restarts: readonly string[];
  /** The whole text, where the last event is a completed answer. */
  completed?: string;
  code?: string;
  attempts: Reply['attempts'];
  /** Completed answers and errors: must be one. */
  ends: number;
  lateMs: number;
  latencyMs: number;
  hangs: boolean;
}

interface Event {
  text?: string;
  reason?: string;
  code?: string;
  attempts?: Reply['attempts'];
  translation?: { text: string; meta: { attempts: Reply['attempts'] } };
}

const SUBSCRIPTION = `subscription ($text: String!, $routing: RoutingInput!) {
  translateStream(input: { text: $text, source: "en", target: "pt", routing: $routing }) {
    ... on TextDelta { text }
    ... on Restarted { reason }
    ... on TranslationCompleted { translation { text meta { attempts { backend outcome code } } } }
    ... on Error { code attempts { backend outcome code } }
  }
}`;

const PATIENCE_MS = 5_000;

/** Asks for a translation over server-sent events, and hears it to its end. */
export async function listen(
  { url, callerMs = 5_000 }: TestGateway,
  { text, backend, timeoutMs = callerMs, signal }: { text: string; backend?: string; timeoutMs?: number; signal?: AbortSignal },
): Promise<Heard> {
  const started = performance.now();
  const body = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: SUBSCRIPTION, variables: { text, routing: { backend, timeoutMs, cache: 'BYPASS' } } }),
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs + PATIENCE_MS), ...(signal ? [signal] : [])]),
  })
    .then((response) => response.text())
    .catch((thrown: unknown) => String(thrown));
  const latencyMs = performance.now() - started;
  const lateMs = Math.max(0, Math.round(latencyMs - timeoutMs));
  return { ...told(eventsOf(body)), latencyMs, lateMs, hangs: latencyMs >= timeoutMs + PATIENCE_MS };
}

function eventsOf(body: string): Event[] {
  return [...body.matchAll(/^event: next\ndata: (.*)$/gm)].flatMap(([, data = '']) => {
    const { data: result } = JSON.parse(data) as { data?: { translateStream?: Event } };
    return result?.translateStream ? [result.translateStream] : [];
  });
}

function told(events: readonly Event[]): Omit<Heard, 'latencyMs' | 'lateMs' | 'hangs'> {
  const last = events.at(-1);
  const since = events.slice(events.findLastIndex(({ reason }) => reason !== undefined) + 1);
  return {
    text: since.map(({ text = '' }) => text).join(''),
    restarts: events.flatMap(({ reason }) => reason ?? []),
    completed: last?.translation?.text,
    code: last?.code,
    attempts: last?.translation?.meta.attempts ?? last?.attempts ?? [],
    ends: events.filter(({ code, translation }) => code !== undefined || translation !== undefined).length,
  };
}
