import type { Task } from '../../src/task.ts';

/** What came for one text. */
export interface Came {
  /** The answer in short. */
  answer?: string;
  code?: string;
  /** Calls that were made to the server. */
  calls: number;
  /** How long after its deadline it came, in milliseconds; 0 when it was in time. */
  lateMs: number;
  /** For a stream: its parts before the end. */
  parts?: number;
}

interface Question {
  backend: string;
  timeoutMs: number;
  classifier?: string;
}

const ATTEMPTS = 'attempts { outcome }';
const META = `meta { ${ATTEMPTS} }`;
const ERROR = `... on Error { code ${ATTEMPTS} }`;
const ANSWERS: Readonly<Record<Task, string>> = {
  classify: `... on Classification { answer: label ${META} }`,
  sentiment: `... on Sentiment { answer: label ${META} }`,
  translate: `... on Translation { answer: text ${META} }`,
  summarize: `... on Summary { answer: text ${META} }`,
};
const INPUTS: Readonly<Record<Task, string>> = {
  classify: 'Classify',
  sentiment: 'Sentiment',
  translate: 'Translate',
  summarize: 'Summarize',
};
const LABELS = [{ name: 'sport' }, { name: 'politics' }, { name: 'science' }];

function inputOf(task: Task, { backend, timeoutMs, classifier }: Question): object {
  const routing = { backend, timeoutMs, cache: 'BYPASS' };
  const common = { language: 'en', routing };
  if (task === 'translate') return { source: 'en', target: 'de', routing };
  if (task === 'classify') return classifier ? { classifier, ...common } : { labels: LABELS, ...common };
  return common;
}

interface Result {
  answer?: string;
  code?: string;
  meta?: Pick<Result, 'attempts'>;
  attempts?: readonly { outcome: string }[];
}

const came = ({ answer, code, meta, attempts }: Result, lateMs: number): Came => ({
  answer,
  code,
  calls: (meta?.attempts ?? attempts ?? []).filter(({ outcome }) => !outcome.startsWith('SKIPPED')).length,
  lateMs,
});

/** Without an answer for so long after the deadline, nothing is waited for any more. */
const PATIENCE_MS = 5_000;

async function post(graphql: URL, query: string, input: object, timeoutMs: number, accept = 'application/json') {
  const started = performance.now();
  const reply = await fetch(graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query, variables: { input } }),
    signal: AbortSignal.timeout(timeoutMs + PATIENCE_MS),
  });
  const body = await reply.text();
  return { body, lateMs: Math.max(0, Math.round(performance.now() - started - timeoutMs)) };
}

/** What a reply without data came to. */
const failed = (body: string): Result => ({ code: `no data: ${body.slice(0, 100)}` });

/** Asks for one text. */
export async function ask(graphql: URL, task: Task, text: string, question: Question): Promise<Came> {
  const query = `query ($input: ${INPUTS[task]}Input!) { result: ${task}(input: $input) { ${ANSWERS[task]} ${ERROR} } }`;
  const { body, lateMs } = await post(graphql, query, { text, ...inputOf(task, question) }, question.timeoutMs);
  return came(JSON.parse(body).data?.result ?? failed(body), lateMs);
}

/** Asks for a list of texts. */
export async function askBatch(graphql: URL, task: Task, texts: readonly string[], question: Question): Promise<readonly Came[]> {
  const item = `items { result { ${ANSWERS[task]} ${ERROR} } }`;
  const query = `query ($input: ${INPUTS[task]}BatchInput!) { batch: ${task}Batch(input: $input) { ${item} } }`;
  const input = { items: texts.map((text) => ({ text })), ...inputOf(task, question) };
  const { body, lateMs } = await post(graphql, query, input, question.timeoutMs);
  const items: readonly { result: Result }[] = JSON.parse(body).data?.batch.items ?? texts.map(() => ({ result: failed(body) }));
  return items.map(({ result }) => came(result, lateMs));
}

/** Asks for a translation as it is written. */
export async function askStream(graphql: URL, text: string, question: Question): Promise<Came> {
  const whole = `... on TranslationCompleted { translation { answer: text ${META} } }`;
  const event = `... on TextDelta { text } ... on Restarted { reason } ${whole} ${ERROR}`;
  const query = `subscription ($input: TranslateInput!) { event: translateStream(input: $input) { ${event} } }`;
  const input = { text, ...inputOf('translate', question) };
  const { body, lateMs } = await post(graphql, query, input, question.timeoutMs, 'text/event-stream');
  const events = [...body.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data).data?.event ?? {});
  const last = events.at(-1) ?? failed(body);
  const parts = events.filter((each) => typeof each.text === 'string').length;
  return { ...came(last.translation ?? last, lateMs), parts };
}
