import type { TaskRequest } from '../playground/task.ts';

/** What a snippet is made of. */
export interface SnippetSource {
  request: TaskRequest;
  /** The document with all fragments it needs. */
  document: string;
  /** Absolute address of the GraphQL endpoint. */
  url: string;
  /** True when requests carry a key: the code reads it from the variable LINGRAPH_KEY and never holds it. */
  withKey: boolean;
}

export function indent(text: string, by: number): string {
  return text.replaceAll(/\n(?=.)/g, `\n${' '.repeat(by)}`);
}

/** A value as JavaScript source. Line separators are escaped, as older engines read them as line ends. */
export function javascript(value: unknown, by = 0): string {
  const source = JSON.stringify(value, null, 2).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return indent(source, by);
}

/** A document inside of a template literal; GraphQL needs neither backquotes nor dollar-braces escaped, but be sure. */
export function template(document: string): string {
  return `\`\n  ${indent(document.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${'), 2)}\n\``;
}
