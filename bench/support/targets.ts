/** The requests of the bench: what is sent where, and what a good reply holds. */
import type { Target } from './load.ts';
import { requestBytes } from './request-bytes.ts';
import { reviewText } from './texts.ts';

type Mode = 'USE' | 'BYPASS';

const ANSWER =
  '... on Sentiment { label confidence scores { label score } meta { cache { status } } } ... on Error { code message }';
const SENTIMENT = `query Sentiment($input: SentimentInput!) { sentiment(input: $input) { __typename ${ANSWER} } }`;
const SENTIMENTS = `query Sentiments($input: SentimentBatchInput!) { sentimentBatch(input: $input) { items { key result { ${ANSWER} } } summary { succeeded failed } } }`;
const CLASSES = `query Classes($input: ClassifyBatchInput!) { classifyBatch(input: $input) { items { result { ... on Classification { label scores { label score } } ... on Error { code message } } } summary { failed } } }`;
const TRANSLATIONS = `query Translations($input: TranslateBatchInput!) { translateBatch(input: $input) { items { result { ... on Translation { text } ... on Error { code message } } } summary { failed } } }`;

const LABELS = ['price', 'quality', 'delivery', 'service'].map((name) => ({ name }));

const answered = Buffer.from('"label":');
const noneFailed = Buffer.from('"failed":0');

/** One text a request: number `index` of the bench's texts. */
export function sentiments(url: URL, textIndexOf: (index: number) => number, mode: Mode = 'USE'): Target {
  const bytesOf = (text: string) => graphqlBytes(url, SENTIMENT, { text, routing: { cache: mode } });
  return { url, holds: answered, requestOf: (index) => bytesOf(reviewText(textIndexOf(index))) };
}

/** Each request has a text of its own, over all rounds. */
export function neverTwice(url: URL): Target {
  let asked = 0;
  return sentiments(url, () => asked++);
}

/** The same few requests again and again, made before they are sent. */
export function repeated(target: Target, count: number): Target {
  const made = Array.from({ length: count }, (_, index) => target.requestOf(index));
  return { ...target, requestOf: (index) => made[index % count] ?? Buffer.alloc(0) };
}

export type BatchTask = 'sentiment' | 'classify' | 'translate';

/** Lists of texts, one list a request. */
export function batches(url: URL, task: BatchTask, textsOf: (index: number) => readonly string[], mode: Mode): Target {
  const routing = { cache: mode };
  const [query, options] = {
    sentiment: [SENTIMENTS, {}],
    classify: [CLASSES, { labels: LABELS }],
    translate: [TRANSLATIONS, { target: 'pt', source: 'en' }],
  }[task] as [string, object];
  const inputOf = (texts: readonly string[]) => ({ ...options, items: texts.map((text) => ({ text })), routing });
  return { url, holds: noneFailed, requestOf: (index) => graphqlBytes(url, query, inputOf(textsOf(index))) };
}

/** The smallest query there is: no model, no resolver of ours. */
export function hello(url: URL, field: string): Target {
  const bytes = requestBytes(url, JSON.stringify({ query: `query Hello { hello: ${field} }` }));
  return { url, holds: Buffer.from('"hello":'), requestOf: () => bytes };
}

const CHAT = {
  model: 'bench',
  temperature: 0,
  messages: [
    { role: 'system', content: 'Judge the attitude of the text. Answer {"label": "POSITIVE, NEUTRAL or NEGATIVE"}.' },
    { role: 'user', content: '' },
  ],
};

/** The question behind a sentiment, asked of a chat API directly; with `headers`, through a proxy that reads them. */
export function chats(url: URL, headers: Readonly<Record<string, string>> = {}): Target {
  const bytesOf = (text: string) => {
    const [system] = CHAT.messages;
    return requestBytes(url, JSON.stringify({ ...CHAT, messages: [system, { role: 'user', content: text }] }), {
      authorization: 'Bearer none',
      ...headers,
    });
  };
  return { url, holds: Buffer.from('POSITIVE'), requestOf: (index) => bytesOf(reviewText(index)) };
}

export function throughPortkey(chat: URL, upstream: string): Target {
  return chats(chat, { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream}/v1` });
}

function graphqlBytes(url: URL, query: string, input: object): Buffer {
  return requestBytes(url, JSON.stringify({ query, variables: { input } }));
}
