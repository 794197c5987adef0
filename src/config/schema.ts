import { z } from 'zod';
import { TASKS, type Task } from '../task.ts';
import { cacheSchema } from './cache-schema.ts';

const share = z.number().min(0).max(1);
/** Longer timers fire at once. */
const LONGEST_MS = 2 ** 31 - 1;
const delay = z.int().min(0).max(LONGEST_MS);
const milliseconds = delay.min(1);
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be of a-z, 0-9, dot, dash and underscore, and at most 64 long');

const documents = z
  .strictObject({
    mode: z
      .enum(['off', 'allow', 'only'])
      .default('off')
      .describe('allow: a request may name a document by `documentId`. only: no other document is run.'),
    path: z
      .string()
      .min(1)
      .optional()
      .describe('A manifest (a JSON object of documents by id), or a folder of manifests and .graphql files.'),
  })
  .refine(({ mode, path }) => mode === 'off' || path !== undefined, {
    path: ['path'],
    message: 'is required when the mode is not off',
  });

/** As browsers send it, since it is compared as a whole: what never fits would be taken for leave that was given. */
const origin = z.string().refine((text) => {
  const sent = URL.canParse(text) ? new URL(text).origin : text;
  return sent === 'null' ? /^(null|[a-z][a-z\d+.-]*:\/\/[^/\s]+)$/.test(text) : sent === text && text.includes('://');
}, 'Write an origin as browsers send it, such as https://app.example.com: without a path, and no *');

const hostName = z
  .string()
  .regex(/^(\[[\da-f:]+\]|[^\s/:*]+)$/i, 'Write a name such as api.example.com: without scheme and port, and no *');

const server = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('Address to listen on. Loopback unless set.'),
    port: z.int().min(0).max(65535).default(4000).describe('Port to listen on; 0 picks a free one.'),
    deadlineMs: milliseconds
      .default(30_000)
      .describe('How long a request may take, from its arrival, over all retries and fallbacks.'),
    shutdownDelayMs: delay
      .default(0)
      .describe(
        'How long the gateway goes on after SIGTERM before it takes no more connections. /readyz answers 503 meanwhile, and connections end with their answer, so that a balancer sends requests elsewhere.',
      ),
    graceMs: delay.default(25_000).describe('How long requests under way may go on after that.'),
    maxConnections: z.int().min(1).default(10_000).describe('Connections that may be open at once; further ones are closed.'),
    maxConnectionsPerAddress: z
      .int()
      .min(1)
      .default(2_500)
      .describe('Those from one address, of IPv6 from one /64. Behind a proxy all callers have the address of the proxy.'),
    maxBufferedBytes: z
      .int()
      .min(2_097_152)
      .default(67_108_864)
      .describe(
        'Bytes that may wait in memory, over all connections: of requests that are arriving and of answers that are not read. Past it what has waited longest is given up.',
      ),
    minBodyBytesPerSecond: z
      .int()
      .min(0)
      .default(1_000)
      .describe('A request body that comes more slowly is refused, once it has had five seconds.'),
    corsOrigins: z.array(origin).default([]).describe('Origins that may call from a browser. None unless set.'),
    allowedHosts: z
      .array(hostName)
      .default([])
      .describe(
        'Names a `host` header may give beside localhost and the host itself, without ports. Checked on loopback, against DNS rebinding; elsewhere only when set.',
      ),
    documents: documents.prefault({}).describe('Trusted documents: those that an application was built with.'),
    maxEventLoopDelayMs: delay
      .default(0)
      .describe('From so much delay of the event loop on, new requests are OVERLOADED with status 503; 0 refuses none for it.'),
    maxMemoryBytes: z
      .int()
      .min(0)
      .default(0)
      .describe(
        'From so much resident memory of the process that serves requests on, new requests are OVERLOADED with status 503; 0 refuses none for it. Workers have their own.',
      ),
    maxStreams: z.int().min(1).default(1_000).describe('Subscriptions that may be open at once; further ones are OVERLOADED.'),
    admin: z
      .boolean()
      .optional()
      .describe('Whether callers may see what others asked and purge the cache. Only where the host is loopback, unless set.'),
    subgraph: z.boolean().default(false).describe('Whether the schema is served as a subgraph of Apollo Federation.'),
    typePrefix: z
      .string()
      .regex(/^[A-Z][A-Za-z0-9_]*$/, 'Begin with a capital letter, and go on with letters, digits and `_`: such as `AI`.')
      .optional()
      .describe(
        'With `subgraph`: what stands before the name of each type, where another subgraph has a type of that name. `AI` makes `AIModel` of `Model`. The console, the command line and the client know the names without it.',
      ),
    introspection: z.boolean().default(true).describe('Whether the schema can be asked for over GraphQL.'),
    codeGeneration: z
      .boolean()
      .default(true)
      .describe('Whether repeated documents are compiled; off where code generation is forbidden.'),
  })
  .refine(({ subgraph, typePrefix }) => subgraph || typePrefix === undefined, {
    path: ['typePrefix'],
    message: 'is for a subgraph. Write `subgraph: true` beside it',
  });

const route = z.strictObject({
  policy: z
    .enum(['fallback', 'cascade', 'weighted', 'fastest', 'cheapest'])
    .default('fallback')
    .describe(
      'fallback: in order. cascade: the next when the answer is not sure enough. weighted: by shares. fastest and cheapest: by what is known of each.',
    ),
  models: z.array(z.string().min(1)).min(1).describe('Backends, models or backend/model, in order.'),
  localOnly: z
    .boolean()
    .default(false)
    .describe(
      'Whether texts of this task stay on this machine, whatever a caller asks for. The start is refused where `use` or `shadow` means a model elsewhere.',
    ),
  minConfidence: share.optional().describe('cascade only: the confidence from which an answer is good enough.'),
  weights: z.record(z.string(), z.number().min(0)).optional().describe('weighted only: the share of each name in `use`.'),
  stickyBy: z
    .enum(['text', 'tenant'])
    .optional()
    .describe(
      'weighted only: what keeps its model as long as the shares stay. text unless set. With tenant one model gets every text for now: without keys every caller is the tenant `public`.',
    ),
  shadow: z
    .string()
    .min(1)
    .optional()
    .describe('A backend or model that gets a copy of what was answered; its answer is only recorded.'),
  maxAttempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('How many calls of models one text may cost, over all models: retries and whatever else is asked again count.'),
  hedge: z
    .boolean()
    .default(false)
    .describe('Ask the next model too when the first takes longer than its 95th percentile; at most 5 % extra calls.'),
});

const retry = z.strictObject({
  retries: z
    .int()
    .min(0)
    .max(5)
    .default(1)
    .describe(
      'How often the last model of a route is asked again after a failure that may pass; those before it are asked once.',
    ),
  firstDelayMs: milliseconds.default(200).describe('Upper bound of the first wait; doubles, with full jitter.'),
  maxDelayMs: milliseconds.default(5_000).describe('Upper bound of every wait.'),
});

const breaker = z.strictObject({
  failureRateThreshold: share
    .min(0.01)
    .default(0.5)
    .describe(
      'So many calls, as a share of 20, must fail in a row, of several requests with other texts, before the circuit breaker of a remote model opens.',
    ),
  openDurationMs: milliseconds
    .default(10_000)
    .describe('How long it stays open at first; doubles each time the model fails again.'),
  maxOpenDurationMs: milliseconds
    .default(120_000)
    .describe('The longest it stays open before the model is tried again, also where its provider asks for more.'),
  maxConcurrent: z
    .int()
    .min(1)
    .default(8)
    .describe('Calls of one remote model under way at once, where its backend sets no `maxConcurrent` of its own.'),
  maxQueued: z
    .int()
    .min(0)
    .default(32)
    .describe(
      'Requests that may wait for a place, each with all of its calls, where its backend sets no `maxQueued` of its own.',
    ),
});

const telemetry = z.strictObject({
  requests: z.int().min(0).max(10_000).default(500).describe('How many requests are remembered for the console; 0 for none.'),
  keepTexts: z.boolean().default(false).describe('Whether the start of their texts is remembered too.'),
});

export type RouteConfig = z.output<typeof route>;

/** What a kind of backend takes, by the name of the kind: handed in, so that settings know no backend's name. */
export type KindSchemas = Readonly<Record<string, z.ZodObject>>;

/** The schema of the whole settings file, with one member for each kind of backend. */
export function settingsSchema(kinds: KindSchemas) {
  const members = Object.entries(kinds).map(([kind, settings]) =>
    settings.safeExtend({ kind: z.literal(kind).describe('What the backend is.') }),
  );
  const backend = z.discriminatedUnion('kind', members as unknown as [z.ZodObject, ...z.ZodObject[]]);
  const routes = Object.fromEntries(TASKS.map((task) => [task, route.optional()])) as Record<Task, z.ZodOptional<typeof route>>;
  return z.strictObject({
    server: server.prefault({}).describe('Where and how the gateway listens.'),
    backends: z.record(name, backend).describe('The sources of models, by a name of your own.'),
    routes: z.strictObject(routes).prefault({}).describe('Which models answer a task. All backends in order unless set.'),
    retry: retry.prefault({}).describe('How a model is asked again.'),
    breaker: breaker
      .prefault({})
      .describe('The circuit breaker and the bulkhead of a remote model: when it is not asked, and for how many calls at once.'),
    cache: cacheSchema.prefault({}).describe('Answers that are kept.'),
    telemetry: telemetry.prefault({}).describe('What is remembered of requests, in memory.'),
  });
}

/** What the gateway itself reads of a backend; its other settings are checked by its kind and opaque here. */
interface BackendSettings {
  kind: string;
  /** Kinds that ask a server have these two: they replace those of `breaker` for each of its models. */
  maxConcurrent?: number;
  maxQueued?: number;
  [setting: string]: unknown;
}

/** Checked settings. */
export interface Settings {
  server: z.output<typeof server>;
  backends: Readonly<Record<string, BackendSettings>>;
  routes: Readonly<Record<Task, RouteConfig>>;
  retry: z.output<typeof retry>;
  breaker: z.output<typeof breaker>;
  cache: z.output<typeof cacheSchema>;
  telemetry: z.output<typeof telemetry>;
}
