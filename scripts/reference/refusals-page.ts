import type { KnownRefusal } from '../../backends/shared/refusals/known-refusal.ts';

const HEAD = `# How services refuse

What a service says when it refuses is read in one place, whatever the service and the shape of its reply. Types, codes and the names of
fields are compared with what is known; a message is compared with a few patterns, and is never shown or logged. What nothing is known of
is read by its status.

- \`INPUT_TOO_LONG\` and \`CONTENT_REFUSED\` belong to the text: it is not sent again, the next model of the route is asked, and nothing is
  counted against the model.
- \`MODEL_AUTH_FAILED\` comes again until an operator changes something: it is not sent again either.
- \`UNSUPPORTED_OPTION\` is about the form of the request. Where the service names a field, it may be asked again without it.

This page is made from \`backends/shared/refusals/\` by \`npm run docs\`, and every line of it is a test.

| Service | What it refuses | Status | Where the reason stands | Code here | Field |
|---|---|---|---|---|---|
`;

/** The page of refusals that are known. */
export function refusalsPage(known: readonly KnownRefusal[]): string {
  const rows = known.map(({ server, version, about, status, where, code, refused }) => {
    const field = refused ? `\`${refused.field}\`, its ${refused.why === 'value' ? 'value' : 'name'}` : '';
    const cells = [version ? `${server} ${version}` : server, about, status ?? 200, where, `\`${code}\``, field];
    return `| ${cells.join(' | ')} |\n`;
  });
  return HEAD + rows.join('');
}
