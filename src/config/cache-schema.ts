import { z } from 'zod';

const share = z.number().min(0).max(1);
/** What timers take, which fire at once for more. */
const milliseconds = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
/** In milliseconds, still a time that stores can write. */
const seconds = z
  .number()
  .min(0)
  .max(2 ** 31 - 1);
const freshness = (ttl: number) =>
  z.strictObject({
    ttlSeconds: seconds.default(ttl).describe('How long an answer is fresh.'),
    staleWhileRevalidateSeconds: seconds
      .default(ttl / 10)
      .describe('How long after that it is still given, while it is refreshed.'),
    staleIfErrorSeconds: seconds.default(86_400).describe('How long after it was fresh it may serve when every model fails.'),
  });

const DAY_SECONDS = 86_400;

const STORE_FORMS = 'Write redis://host:port, postgres://user@host/database or file:path';

/** The section `cache` of the settings. */
export const cacheSchema = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether answers are kept, and one call answers equal questions under way.'),
  maxBytes: z.int().min(0).default(64_000_000).describe('Bound of the answers kept in memory.'),
  store: z
    .string()
    .regex(/^(rediss?:\/\/|postgres(ql)?:\/\/|file:)./, STORE_FORMS)
    .refine((store) => store.startsWith('file:') || URL.canParse(store), STORE_FORMS)
    .optional()
    .describe(
      'A second level that outlives the process and can be shared by several: redis://host:port, postgres://user@host/database, or file:path for a warm start of one process.',
    ),
  storeTimeoutMs: milliseconds
    .default(50)
    .describe('How long a call of the store may take before the gateway goes on without it.'),
  storeMaxBytes: z
    .int()
    .min(16_000_000)
    .default(1_000_000_000)
    .describe(
      'Bound of a file on the disk, with what belongs to it: about 13 MB of it are kept back so that entries can be deleted on a full disk. Redis and Postgres have bounds of their own.',
    ),
  storeSecret: z
    .string()
    .min(16, 'Write at least 16 characters, such as those that `openssl rand -base64 32` prints')
    .optional()
    .describe(
      'Signs what is kept in the store, so that nobody else who may write there can change an answer, and hides in its keys what was asked. The same for every gateway that shares the store; with another one nothing that was kept is found.',
    ),
  scope: z
    .enum(['tenant', 'shared'])
    .default('tenant')
    .describe(
      'shared: local models answer all tenants from the same entries. Faster answers then tell that somebody asked the same before. Without keys every caller is the tenant `public`, so they do in either case.',
    ),
  semantic: z
    .strictObject({
      threshold: share.default(0.95).describe('Cosine from which two texts are taken for the same question.'),
      minConfidence: share.default(0.9).describe('How sure an answer must be to serve for other texts.'),
      maxVectors: z
        .int()
        .min(1)
        .default(20_000)
        .describe('Bound of the texts that are compared; about 3.5 kB each, and an answer that takes more counts as several.'),
    })
    .optional()
    .describe('Lets classify and sentiment answer a text as a very semantic one was answered. Off unless set.'),
  classify: freshness(DAY_SECONDS).prefault({}),
  sentiment: freshness(DAY_SECONDS).prefault({}),
  translate: freshness(DAY_SECONDS).prefault({}),
  summarize: freshness(DAY_SECONDS).prefault({}),
});
