import { ERROR_TEXTS, ERRORS, type ErrorCode } from '../../src/errors.ts';

const HEAD = `# Errors

Every failure has one of these codes. The codes of the first table are data: members of the result unions, which a client reads with
\`... on Error { code message retryable retryAfterMs }\`. The codes of the second stand in \`errors[0].extensions.code\`, because the request
as a whole could not be carried out.

- **Again**: the caller may send the same request again (\`retryable\`), after \`retryAfterMs\` where it is given.
- **Gateway retries**: the gateway has already asked the same model again, within the deadline.
- **Other model**: another model of the route was asked, where the route has one.

This page is made from \`src/errors.ts\` by \`npm run docs\`.
`;

/** The page that \`docs\` of an error links to: a table, then a paragraph with an anchor for each code. */
export function errorsPage(): string {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const typed = codes.filter((code) => ERRORS[code].surface !== 'top-level');
  const topLevel = codes.filter((code) => ERRORS[code].surface === 'top-level');
  return [
    HEAD,
    '## In the result\n',
    tableOf(typed, (code) => `\`${ERRORS[code].surface}\``),
    '\n## For the whole request\n',
    tableOf(topLevel, () => 'top level'),
    '\n## What to do\n',
    ...codes.map(paragraph),
  ].join('\n');
}

function tableOf(codes: readonly ErrorCode[], surface: (code: ErrorCode) => string): string {
  const rows = codes.map((code) => {
    const { origin, retryable, retried, failover } = ERRORS[code];
    const cells = [`[\`${code}\`](#${code.toLowerCase()})`, origin, surface(code), yes(retryable), yes(retried), yes(failover)];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| Code | Whose fault | Where | Again | Gateway retries | Other model |', '|---|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}

const yes = (holds: boolean): string => (holds ? 'yes' : 'no');

function paragraph(code: ErrorCode): string {
  return `### ${code.toLowerCase()}\n\n\`${code}\`: ${ERROR_TEXTS[code]}\n`;
}
