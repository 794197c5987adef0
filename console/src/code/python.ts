import { indent, type SnippetSource } from './snippet.ts';

/** A value as a Python literal: JSON but for three words, its string escapes being Python's too. */
function literal(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)}: ${literal(entry)},`);
  return `{\n    ${indent(entries.join('\n'), 4)}\n}`;
}

export function python({ request, document, url, withKey }: SnippetSource): string {
  const key = withKey ? '\n    "authorization": "Bearer " + os.environ["LINGRAPH_KEY"],' : '';
  return `import json
${withKey ? 'import os\n' : ''}import urllib.request

query = """
${document}
"""

variables = {
    "input": ${indent(literal(request.input), 4)},
}

headers = {
    "content-type": "application/json",${key}
}
body = json.dumps({"query": query, "variables": variables}).encode()
request = urllib.request.Request(${JSON.stringify(url)}, data=body, headers=headers)

with urllib.request.urlopen(request) as response:
    answer = json.load(response)

if "errors" in answer:
    raise SystemExit(answer["errors"][0]["message"])

result = answer["data"]["${request.task}"]
print(json.dumps(result, indent=2))
`;
}
