import type { SnippetSource } from './snippet.ts';

/** Fields whose strings are enum values and so stand without quotes. */
const ENUM_FIELDS: ReadonlySet<string> = new Set(['formality', 'length', 'format', 'strategy', 'cache']);

/** A value as a GraphQL literal. JSON's strings are GraphQL strings, escapes included. */
function literal(value: unknown, field: string, depth: number): string {
  if (Array.isArray(value)) return `[${value.map((entry) => literal(entry, field, depth + 1)).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(([name, entry]) => `${name}: ${literal(entry, name, depth + 1)}`);
    if (depth > 0) return `{ ${entries.join(', ')} }`;
    return `{\n    ${entries.join('\n    ')}\n  }`;
  }
  return typeof value === 'string' && ENUM_FIELDS.has(field) ? value : JSON.stringify(value);
}

/** The document with the form's input as the default of its variable: it runs as it is, and takes other variables too. */
export function graphqlText({ request, document }: SnippetSource): string {
  const { input } = request;
  return document.replace(/\(\$input: (\w+)!\)/, (_, type: string) => `(\n  $input: ${type}! = ${literal(input, '', 0)}\n)`);
}
