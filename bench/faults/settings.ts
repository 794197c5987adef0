/** The key of every upstream: it must be found nowhere but in the header of a request to it. */
export const KEY = 'sk-canary-0123456789abcdef';

/** What the upstreams that answer say; those that are spoiled say POSITIVE. */
export const RIGHT = 'NEGATIVE';

/** A service that speaks the API of OpenAI, with short patience. */
export function remote(url: string, changes: object = {}): object {
  return {
    kind: 'openai',
    baseUrl: `${url}/v1`,
    apiKey: KEY,
    model: 'm',
    allowPrivateAddress: true,
    attemptMs: 1_000,
    idleMs: 400,
    ...changes,
  };
}

/** Settings whose sentiment goes to these backends, in order. */
export function routed(backends: Readonly<Record<string, object>>, changes: object = {}): object {
  const models = Object.keys(backends);
  const routes = Object.fromEntries(['classify', 'sentiment', 'translate', 'summarize'].map((task) => [task, { models }]));
  return { backends, routes, retry: { firstDelayMs: 50 }, ...changes };
}
