import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  printType,
} from 'graphql';

const HEAD = `# Schema

Every operation and type, made from \`schema/\` by \`npm run docs\`. \`lingraph schema\` prints the same as SDL.
`;

/** The reference of a schema: its operations first, then every type by kind and name. */
export function schemaPage(sdl: string): string {
  const schema = buildSchema(sdl);
  const types = Object.values(schema.getTypeMap()).filter(
    ({ name }) => !name.startsWith('__') && !/^(Query|Mutation|Subscription)$/.test(name),
  );
  const kinds: [title: string, holds: (type: GraphQLNamedType) => boolean][] = [
    ['Inputs', isInputObjectType],
    ['Objects', isObjectType],
    ['Interfaces', isInterfaceType],
    ['Unions', isUnionType],
    ['Enums', isEnumType],
    ['Scalars', (type) => isScalarType(type) && !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)],
  ];
  const sections = kinds.flatMap(([title, holds]) => section(title, types.filter(holds)));
  return [HEAD, ...operations(schema), ...sections].join('\n');
}

function operations(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((root) =>
    root ? [`## ${root.name}\n`, root.description ?? '', '', fieldTable(Object.values(root.getFields())), ''] : [],
  );
}

function section(title: string, types: readonly GraphQLNamedType[]): string[] {
  const sorted = types.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return sorted.length > 0
    ? [`## ${title}\n`, ...sorted.flatMap((type) => [`### ${type.name}\n`, type.description ?? '', '', body(type), ''])]
    : [];
}

function body(type: GraphQLNamedType): string {
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) return fieldTable(Object.values(type.getFields()));
  if (isEnumType(type))
    return rows(
      ['Value', 'Description'],
      type.getValues().map(({ name, description }) => [`\`${name}\``, cell(description)]),
    );
  if (isUnionType(type))
    return type
      .getTypes()
      .map(({ name }) => `[\`${name}\`](#${name.toLowerCase()})`)
      .join(', ');
  return `\`${printType(type).split('\n').at(-1)}\``;
}

interface Field {
  name: string;
  type: { toString(): string };
  description?: string | null;
  args?: readonly GraphQLArgument[];
  defaultValue?: unknown;
}

function fieldTable(fields: readonly Field[]): string {
  return rows(
    ['Field', 'Type', 'Description'],
    fields.map((field) => [`\`${field.name}${signature(field)}\``, typeLink(field), meaning(field)]),
  );
}

function signature({ args = [] }: Field): string {
  return args.length > 0 ? `(${args.map(({ name, type }) => `${name}: ${type}`).join(', ')})` : '';
}

function typeLink({ type, defaultValue }: Field): string {
  const text = String(type);
  const name = text.replace(/[[\]!]/g, '');
  const link = /^(String|Int|Float|Boolean|ID)$/.test(name) ? `\`${text}\`` : `[\`${text}\`](#${name.toLowerCase()})`;
  return defaultValue === undefined ? link : `${link}, \`${defaultValue}\` unless set`;
}

/** The description, with what each argument means; `input` says it in its own type. */
function meaning({ description, args = [] }: Field): string {
  const others = args
    .filter(({ name }) => name !== 'input')
    .map((argument) => `\`${argument.name}\`: ${argument.description ?? ''}`);
  return [description ?? '', ...others].map(cell).join(' ');
}

const cell = (text: string | null | undefined): string => (text ?? '').replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

function rows(head: readonly string[], cells: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
