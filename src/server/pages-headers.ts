import type { Encoding, PageFile } from './pages-files.ts';

const NOWHERE_ELSE = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** No inline code or style, and no way to turn text into markup: what a model writes cannot become a part of the page. */
const SHELL_POLICY = [
  ...NOWHERE_ELSE,
  "style-src 'self'",
  "img-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The editor of GraphiQL writes style elements, has its fonts in its styles, and starts workers. */
const GRAPHIQL_POLICY = [
  ...NOWHERE_ELSE,
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "worker-src 'self' blob:",
].join('; ');

const DAY_SECONDS = 86_400;

/** The headers of a page or asset, sent in the form `encoding`. */
export function headersOf(file: PageFile, encoding: Encoding | undefined): Record<string, string> {
  const policy = file.path.endsWith('graphiql.html') ? GRAPHIQL_POLICY : SHELL_POLICY;
  return {
    'content-type': file.type,
    'cache-control': file.hashed ? `public, max-age=${365 * DAY_SECONDS}, immutable` : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    ...(encoding && { 'content-encoding': encoding }),
  };
}
