import { accessSync, constants, statSync } from 'node:fs';
import { z } from 'zod';
import { isPrivateHost } from './address.ts';

const VISIBLE = /^[\x20-\x7e]+$/;
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/i;
/** What the connection says of itself. Set by hand, some fail each request before it is sent, and one asks for replies that are not read. */
const OWN_HEADERS: readonly string[] = [
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
];
const headerName = z
  .string()
  .regex(HEADER_NAME)
  .refine((name) => !OWN_HEADERS.includes(name.toLowerCase()), 'This header is set by the connection. Leave it out.');
const milliseconds = (fallback: number) => z.int().min(1).max(600_000).default(fallback);

const baseUrl = z.string().superRefine((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const problem =
    url === undefined || !/^https?:$/.test(url.protocol)
      ? 'Write a URL that begins with https:// or http://.'
      : url.username || url.password
        ? 'Write the key as apiKey, not inside the URL.'
        : url.search || url.hash
          ? 'Write the URL without what follows ? or #, and what follows ? as query.'
          : undefined;
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

/** A file that can be read when the settings are: a backend would otherwise fail with its first text. */
const readableFile = z.string().refine(isReadable, 'This file cannot be read. Write the path of a readable file.');

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const tls = z
  .strictObject({
    caFile: readableFile
      .optional()
      .describe('The certificates, in PEM, of those whose signature is believed, instead of the usual ones.'),
    certFile: readableFile.optional().describe('The certificate, in PEM, with which the gateway shows who it is.'),
    keyFile: readableFile.optional().describe('The private key of `certFile`, in PEM.'),
  })
  .refine(
    ({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined),
    'Write certFile and keyFile together.',
  );

const proxy = z
  .string()
  .refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
    'Write a URL that begins with http:// or https://.',
  );

/** What every backend that speaks to a server over HTTP can be told. */
export const upstreamFields = {
  baseUrl: baseUrl.describe('Where the service is, with the path that all its endpoints share.'),
  apiKey: z.string().regex(VISIBLE, 'Write a key of visible ASCII characters.').optional().describe('Sent as a bearer token.'),
  headers: z.record(headerName, z.string().regex(VISIBLE)).default({}).describe('Sent with each request.'),
  query: z
    .record(z.string().min(1), z.string())
    .default({})
    .describe('Sent behind the ? of each request, such as the `api-version` of Azure.'),
  allowPrivateAddress: z.boolean().default(false).describe('Whether loopback, private and link-local addresses may be reached.'),
  optional: z
    .boolean()
    .default(false)
    .describe('Whether the gateway starts, with a warning, while nothing can be reached at `baseUrl`.'),
  tls: tls.optional().describe('Certificates for `https://`: whom to believe, and who the gateway is.'),
  proxy: proxy.optional().describe('An HTTP proxy that requests go through. It resolves the names: they are not checked then.'),
  noProxy: z.string().default('').describe('The hosts that are reached without `proxy`, as `NO_PROXY` lists them.'),
  connectMs: milliseconds(3_000).describe('How long a connection may take.'),
  attemptMs: milliseconds(10_000).describe('How long a whole answer may take, or the first piece of a streamed one.'),
  idleMs: milliseconds(5_000).describe('The longest silence within an answer.'),
  maxConcurrent: z
    .int()
    .min(1)
    .optional()
    .describe('Calls of one model of this backend under way at once. Unless set, `breaker.maxConcurrent`.'),
  maxQueued: z
    .int()
    .min(0)
    .optional()
    .describe('Calls that may wait for a place of one of its models. Unless set, `breaker.maxQueued`.'),
  maxBytes: z
    .int()
    .min(1_000)
    .max(100_000_000)
    .default(2_000_000)
    .describe('The largest answer that is read. It may hold a name or value for every ten of these bytes.'),
};

export type UpstreamSettings = z.output<z.ZodObject<typeof upstreamFields>>;

/** Refuses at the start what the address itself gives away; names are checked again at each connect. */
export function refusePrivateAddress(
  settings: Pick<UpstreamSettings, 'baseUrl' | 'allowPrivateAddress'>,
  context: z.RefinementCtx,
): void {
  if (settings.allowPrivateAddress || !URL.canParse(settings.baseUrl)) return;
  if (isPrivateHost(new URL(settings.baseUrl).hostname)) {
    const message = 'This is a private address. Write allowPrivateAddress: true beside it if it is meant.';
    context.addIssue({ code: 'custom', path: ['baseUrl'], message });
  }
}
