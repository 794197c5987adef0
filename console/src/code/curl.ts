import type { SnippetSource } from './snippet.ts';

/** Systems refuse a longer word to a program. What is built into the shell takes any. */
const longestWord = 100_000;

/** A word of the shell: inside of single quotes nothing has a meaning but the quote itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export function curl({ request, document, url, withKey }: SnippetSource): string {
  // One line of document keeps the command readable; white space means nothing in it.
  const body = JSON.stringify({ query: document.replaceAll(/\s+/g, ' '), variables: { input: request.input } });
  const key = withKey ? ' \\\n  --header "authorization: Bearer $LINGRAPH_KEY"' : '';
  const command = `curl --silent ${quoted(url)} \\\n  --header 'content-type: application/json'${key} \\\n  --data-binary`;
  const isLong = new TextEncoder().encode(body).length > longestWord;
  return isLong ? `printf %s ${quoted(body)} | ${command} @-` : `${command} ${quoted(body)}`;
}
