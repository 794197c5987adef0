/** What a client and its calls take. */

export interface ClientOptions {
  /** The GraphQL endpoint: http://127.0.0.1:4000/graphql, or /graphql in a page of the same origin. */
  url: string | URL;
  /** Sent as a bearer token, for a proxy in front that checks it: the gateway of this version checks none. */
  key?: string;
  /** Sent with each request. */
  headers?: Readonly<Record<string, string>>;
  /** How long a call may take over all its tries, in milliseconds. 30,000 unless set. */
  timeoutMs?: number;
  /** How often a call is made again when its failure may pass. 2 unless set. */
  retries?: number;
  /** Asks by GET with the hash of the document, so that HTTP caches can keep answers. Texts then stand in addresses. Off unless set. */
  persistedGet?: boolean;
  /** Another fetch than the global one. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  /** Ends the call; it then rejects with the reason of the signal. */
  signal?: AbortSignal;
  /** How long this call may take over all its tries, in milliseconds; in a batch, each request of up to 100 texts. */
  timeoutMs?: number;
}

/** Which model may answer. At most one of `model` and `backend`. */
export interface Routing {
  model?: string;
  backend?: string;
  strategy?: 'AUTO' | 'LOCAL_ONLY' | 'FASTEST' | 'CHEAPEST';
  fallback?: boolean;
  /** How long the gateway may take, in milliseconds. */
  timeoutMs?: number;
  cache?: 'USE' | 'REFRESH' | 'BYPASS';
}

interface TaskOptions extends CallOptions {
  /** Which model may answer. */
  routing?: Routing;
}

export interface SentimentOptions extends TaskOptions {
  /** The language of the text, as a BCP 47 tag; detected when absent. */
  language?: string;
}

export interface Label {
  name: string;
  description?: string;
  examples?: readonly string[];
}

/** Labels of the caller, or the id of a classifier with labels of its own: exactly one of them. */
export type LabelChoice =
  /** 2 to 150: a name alone, or a name with what it means. */
  { labels: readonly (string | Label)[]; classifier?: undefined } | { classifier: string; labels?: undefined };

interface SharedClassifyOptions extends TaskOptions {
  multiLabel?: boolean;
  /** 0 to 1: with `multiLabel`, the score a label must reach. */
  threshold?: number;
  language?: string;
}

export type ClassifyOptions = SharedClassifyOptions & LabelChoice;

export interface TranslateOptions extends TaskOptions {
  /** The language to translate into, as a BCP 47 tag. */
  target: string;
  /** The language of the text; detected when absent. */
  source?: string;
  formality?: 'FORMAL' | 'INFORMAL';
}

export interface SummarizeOptions extends TaskOptions {
  length?: 'SHORT' | 'MEDIUM' | 'LONG';
  format?: 'PARAGRAPH' | 'BULLETS' | 'HEADLINE';
  language?: string;
}
