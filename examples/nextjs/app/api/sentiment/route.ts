/** A route handler of Next.js: pages ask it, and the gateway with its key stays behind it. */
import { createClient, LingraphError } from 'lingraph/client';

const lingraph = createClient({
  url: process.env.LINGRAPH_URL ?? 'http://127.0.0.1:4000/graphql',
  key: process.env.LINGRAPH_KEY,
  timeoutMs: 10_000,
});

/** `{ "texts": ["…"] }` in; `{ "results": [{ "label" } | { "error", "retryable" }] }` out, in order. */
export async function POST(request: Request): Promise<Response> {
  const texts = textsOf(await request.json().catch(() => undefined));
  if (!texts) return Response.json({ error: 'Send { "texts": [at most 100 strings] }.' }, { status: 400 });
  const results = await lingraph.sentimentBatch(texts, { signal: request.signal });
  const [first] = results;
  if (first instanceof LingraphError && results.every(mayPass)) return unavailable(first);
  return Response.json({
    results: results.map((result) =>
      result instanceof LingraphError
        ? { error: result.code, retryable: result.retryable }
        : { label: result.label, confidence: result.confidence },
    ),
  });
}

/** The gateway did not answer at all: the page hears when to come back, and nothing of what stands behind this route. */
function unavailable({ code, retryAfterMs = 1_000 }: LingraphError): Response {
  const headers = { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) };
  return Response.json({ error: code }, { status: 503, headers });
}

const mayPass = (result: object) => result instanceof LingraphError && (result.retryable || result.origin === 'NETWORK');

function textsOf(body: unknown): string[] | undefined {
  if (typeof body !== 'object' || body === null || !('texts' in body) || !Array.isArray(body.texts)) return undefined;
  const { texts } = body;
  const fits = texts.length <= 100 && texts.every((text) => typeof text === 'string');
  return fits ? texts : undefined;
}
