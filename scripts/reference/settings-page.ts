/** The part of JSON Schema that the settings use. */
interface Schema {
  description?: string;
  type?: string | string[];
  enum?: readonly unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
}

const HEAD = `# Settings

Without a file the gateway serves its own models. A file is YAML, named by \`--config\` or \`LINGRAPH_CONFIG\`. Flags win over the
environment, and the environment over the file:

| Variable | What it sets |
|---|---|
| \`HOST\`, \`PORT\` | \`server.host\`, \`server.port\` |
| \`LINGRAPH_WORKERS\` | \`workers\` of every backend of the kind \`onnx\` |
| \`OPENAI_API_KEY\` | puts OpenAI behind the local models, only where the file names no \`backends\`; elsewhere write \`apiKey: \${OPENAI_API_KEY}\` |

In strings, \`\${NAME}\` is a variable of the environment, \`\${NAME:-otherwise}\` has a value for when it is unset, and \`\${file:/path}\` is
what a file holds. Any other \`\${\` is refused. Relative paths start from the folder in which the gateway is started, not from the
file.

- \`lingraph config validate my.yaml\` checks a file and says what to write instead.
- \`lingraph config print\` prints what is in force, secrets hidden.
- \`lingraph config schema\` prints the JSON Schema, for editors.

This page is made from the settings schema by \`npm run docs\`.
`;

/** The reference of the settings file, one table a section. */
export function settingsPage(schema: object): string {
  const { properties = {} } = schema as Schema;
  return [HEAD, ...Object.entries(properties).flatMap(([name, part]) => section(name, part))].join('\n');
}

function section(name: string, part: Schema): string[] {
  const kinds = typeof part.additionalProperties === 'object' ? (part.additionalProperties.oneOf ?? []) : [];
  const head = [`## ${name}\n`, ...(part.description ? [`${part.description}\n`] : [])];
  if (kinds.length === 0) return [...head, tableOf(part), ''];
  return [...head, ...kinds.flatMap((kind) => [`### kind: ${kind.properties?.kind?.const}\n`, tableOf(kind), ''])];
}

function tableOf(part: Schema): string {
  return ['| Setting | Value | Unless set | Meaning |', '|---|---|---|---|', ...rows(part)].join('\n');
}

/** A row for each setting, then one for each of those within it. `owner` is the setting without which none of them is there. */
function rows({ properties = {}, required = [] }: Schema, prefix = '', owner = ''): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const isGroup = field.properties !== undefined;
    const absent = field.default === undefined ? (required.includes(name) ? requiredIn(owner) : '') : shown(field.default);
    const own = `| \`${path}\` | ${valueText(field)} | ${isGroup ? '' : absent} | ${field.description ?? ''} |`;
    const { step, inner } = within(field);
    const innerOwner = isGroup && field.default !== undefined ? owner : `${path}${step}`;
    return [...(isGroup && !field.description ? [] : [own]), ...(inner ? rows(inner, `${path}${step}.`, innerOwner) : [])];
  });
}

const requiredIn = (owner: string): string => (owner ? `**required** in \`${owner}\`` : '**required**');
const shown = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** The settings within a field, of a mapping by name or a list too, and the way to them: `.<name>`, `[]`. */
function within(field: Schema): { step: string; inner?: Schema } {
  if (field.properties) return { step: '', inner: field };
  const choice = field.anyOf?.find(({ properties }) => properties);
  if (choice) return { step: '', inner: choice };
  const [way, next] = field.items ? (['[]', field.items] as const) : (['.<name>', field.additionalProperties] as const);
  if (typeof next !== 'object') return { step: '' };
  const { step, inner } = within(next);
  return { step: `${way}${step}`, inner };
}

function valueText(field: Schema): string {
  if (field.const !== undefined) return `\`${field.const}\``;
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(', ');
  const choices = field.anyOf ?? field.oneOf;
  if (choices) return choices.map(valueText).join(' or ');
  if (field.type === 'array') return `list of ${field.items ? valueText(field.items) : 'values'}`;
  if (field.type === 'object') {
    const { additionalProperties: values } = field;
    return typeof values === 'object' && !values.properties ? `mapping of ${valueText(values)}` : 'mapping';
  }
  return `${[field.type ?? 'any'].flat().join(' or ')}${bounds(field)}`;
}

/** Without the bounds that only say that a number is one JSON can hold. */
function bounds({ minimum, maximum }: Schema): string {
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? '' : ` from ${minimum}`;
  return maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? least : `${least} to ${maximum}`;
}
