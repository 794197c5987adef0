/** Queries of this schema, made of numbers: equal numbers make equal queries. */
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** Arguments of the fields that need some, all by variables that every query declares. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  sentiment: '(input: $one)',
  sentimentBatch: '(input: { items: $items, routing: $routing })',
  classify: '(input: { text: $text, labels: $labels })',
  classifyBatch: '(input: { items: $items, labels: $labels })',
  translate: '(input: { text: $text, target: $language })',
  translateBatch: '(input: { items: $items, target: $language })',
  summarize: '(input: { text: $text, length: $length })',
  summarizeBatch: '(input: { items: $items })',
  detectLanguage: '(text: $text)',
  models: '(first: $first)',
  model: '(id: $id)',
  node: '(id: "rules/echo")',
  requests: '(first: $first)',
};

const VARIABLES =
  '$one: SentimentInput!, $items: [TextInput!]!, $text: String!, $labels: [LabelInput!], $language: LanguageTag = "pt", $length: SummaryLength! = SHORT, $first: Int = 3, $id: ID!, $flag: Boolean!, $routing: RoutingInput';

/** Differ from one run to the next. */
const UNSTEADY = new Set(['latencyMs', 'stats']);

/** Names of what objects, functions, lists and promises have, and others that code could trip over. */
const NAMES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...[
    'length',
    'name',
    'prototype',
    'arguments',
    'caller',
    'then',
    'catch',
    'toJSON',
    'map',
    'data',
    'errors',
    'undefined',
    'null',
    'true',
  ],
  ...['__context', '__parent', 'idx0', 'resolvers', 'eval', 'await', 'this', 'new', 'class', 'let', '_', 'a_b', 'a', 'A'],
].filter((name) => /^[_A-Za-z]\w*$/.test(name));

export function randomQuery(schema: GraphQLSchema, numbers: readonly number[]): string {
  let used = 0;
  const pick = <Of>(of: readonly Of[]): Of => of[(numbers[used++ % numbers.length] ?? 0) % of.length] as Of;
  const chance = (oneIn: number) => pick(Array.from({ length: oneIn }, (_, place) => place)) === 0;
  const hasDirectives = chance(3);
  const hasStrangeNames = chance(2);
  const names = [...NAMES];
  const fragments: string[] = [];

  const alias = () => {
    if (!hasStrangeNames || !chance(3) || names.length === 0) return chance(4) ? `x${used}: ` : '';
    const name = pick(names);
    names.splice(names.indexOf(name), 1);
    return `${name}: `;
  };
  const directive = () =>
    hasDirectives && chance(3) ? pick([' @skip(if: $flag)', ' @include(if: $flag)', ' @include(if: true)']) : '';

  function selections(type: GraphQLNamedType, depth: number): string {
    const made = Array.from({ length: 1 + pick([0, 1, 2, 3]) }, () => selection(type, depth));
    return `{ ${made.join(' ')} }`;
  }

  function selection(type: GraphQLNamedType, depth: number): string {
    if (isAbstractType(type) && !chance(4)) {
      const inside = pick(schema.getPossibleTypes(type));
      return `... on ${inside.name}${directive()} ${selections(inside, depth)}`;
    }
    if (depth > 0 && chance(6)) {
      const name = `f${fragments.length}`;
      const place = fragments.push('') - 1;
      fragments[place] = `fragment ${name} on ${type.name} ${selections(type, depth - 1)}`;
      return `...${name}${directive()}`;
    }
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const open = fields.filter(({ name, type: of }) => !UNSTEADY.has(name) && (depth > 0 || !isCompositeType(getNamedType(of))));
    if (open.length === 0 || chance(8)) return `${alias()}__typename${directive()}`;
    const { name, type: of } = pick(open);
    const inside = getNamedType(of);
    const below = isCompositeType(inside) ? ` ${selections(inside, depth - 1)}` : '';
    return `${alias()}${name}${ARGUMENTS[name] ?? ''}${directive()}${below}`;
  }

  const root = schema.getQueryType();
  if (!root) throw new Error('the schema has no queries');
  const made = selections(root, 6);
  // Every variable is used, or the document would be refused.
  return `query (${VARIABLES}) ${made} ${fragments.join(' ')}`;
}
