/** Counts the answers of the worker processes of a gateway in this very process. */
import { ChildProcess } from 'node:child_process';
import { estimateTokens } from '../../backends/onnx/engine.ts';
import { bucketOf } from '../../backends/onnx/host/tenant-queue.ts';
import { loadSettings, serve } from '../../src/main.ts';
import { reviewText, textsFrom } from './texts.ts';

export interface RunCount {
  texts: number;
  runs: number;
  /** As many full batches as the texts make, one more for each length there is, and one. */
  most: number;
}

type Emit = (event: string, ...heard: unknown[]) => boolean;

const BATCH = 8;

/** Model runs for so many aliased fields of one query, and for so many items of one list. */
export async function countModelRuns(aliases: number, items: number): Promise<{ aliased: RunCount; listed: RunCount }> {
  const { url, close } = await serve(loadSettings({ env: {}, overrides: { server: { port: 0 } } }));
  try {
    const aliased = textsFrom(0, aliases, reviewText);
    const listed = textsFrom(aliases, items, reviewText);
    return {
      aliased: await count(aliased, () => ask(url, aliasQuery(aliased), {})),
      listed: await count(listed, () => ask(url, LIST_QUERY, { input: { items: listed.map((text) => ({ text })) } })),
    };
  } finally {
    await close();
  }
}

const LIST_QUERY = 'query List($input: SentimentBatchInput!) { sentimentBatch(input: $input) { summary { succeeded } } }';

function aliasQuery(texts: readonly string[]): string {
  const field = (text: string, place: number) =>
    `a${place}: sentiment(input: { text: ${JSON.stringify(text)} }) { ... on Sentiment { label } }`;
  return `{ ${texts.map(field).join(' ')} }`;
}

async function ask(url: string, query: string, variables: object): Promise<void> {
  const reply = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await reply.json()) as { data?: object; errors?: object[] };
  if (!data || errors) throw new Error(`the query failed: ${JSON.stringify(errors)}`);
}

async function count(texts: readonly string[], work: () => Promise<void>): Promise<RunCount> {
  const emit = ChildProcess.prototype.emit as Emit;
  let runs = 0;
  ChildProcess.prototype.emit = function (this: ChildProcess, ...heard: Parameters<Emit>) {
    if (heard[0] === 'message' && isRun(heard[1])) runs += 1;
    return Reflect.apply(emit, this, heard);
  };
  try {
    await work();
  } finally {
    ChildProcess.prototype.emit = emit;
  }
  const lengths = new Set(texts.map((text) => bucketOf({ tokens: estimateTokens(text) } as Parameters<typeof bucketOf>[0])));
  return { texts: texts.length, runs, most: Math.ceil(texts.length / BATCH) + lengths.size + 1 };
}

/** What a worker says when a run is over. */
function isRun(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && (message.kind === 'rows' || message.kind === 'threw')
  );
}
