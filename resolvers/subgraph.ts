import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { type DefinitionNode, type DocumentNode, type GraphQLSchema, parse, visit } from 'graphql';
import type { RequestContext } from './context.ts';
import { catalogNow } from './models.ts';
import { operationFields } from './operations.ts';
import { attachResolvers } from './schema.ts';
import { typeDefs } from './type-defs.ts';
import { prefixedName, withTypePrefix } from './type-prefix.ts';

const FEDERATION = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  extend type Model @key(fields: "id")
`;

/** `PageInfo` is Relay's: other subgraphs have it too. An extension could not say it of the fields that stand in the definition. */
const withSharedPages = (definitions: string) => definitions.replace('type PageInfo {', 'type PageInfo @shareable {');

const contract = () => parse(withSharedPages(typeDefs()) + FEDERATION);

/**
 * The contract as a subgraph of Apollo Federation: other subgraphs can refer to a Model by its id. It answers all of the contract to
 * those who ask it directly, and offers to a supergraph what `subgraphSdl` has. `typePrefix` stands before the names of all types.
 */
export function createSubgraphSchema(typePrefix = ''): GraphQLSchema {
  const schema = attachResolvers(subgraphOf(contract(), typePrefix), typePrefix);
  const service = schema.getQueryType()?.getFields()._service;
  if (!service) throw new Error('the subgraph has no field Query._service');
  const sdl = subgraphSdl(typePrefix);
  service.resolve = () => ({ sdl });
  return schema;
}

/**
 * What a supergraph is offered, as SDL. Not `node`: there it would have to find the objects of all subgraphs, and only one of them may have
 * the field. Not the fields for those who run this gateway: a router answers everybody, and no supergraph needs the types behind them.
 */
export function subgraphSdl(typePrefix = ''): string {
  return printSubgraphSchema(subgraphOf(reachable(withoutOwnFields(contract())), typePrefix));
}

function subgraphOf(document: DocumentNode, typePrefix: string): GraphQLSchema {
  const resolvers = { [prefixedName('Model', typePrefix)]: { __resolveReference } };
  return buildSubgraphSchema({ typeDefs: withTypePrefix(document, typePrefix), resolvers });
}

const OWN_FIELDS: ReadonlySet<string> = new Set(['node', ...Object.keys(operationFields.Query)]);

function withoutOwnFields(document: DocumentNode): DocumentNode {
  const strip = <Type extends DefinitionNode & { name: { value: string }; fields?: readonly { name: { value: string } }[] }>(
    type: Type,
  ) =>
    type.name.value === 'Query' ? { ...type, fields: type.fields?.filter(({ name }) => !OWN_FIELDS.has(name.value)) } : undefined;
  return visit(document, { ObjectTypeDefinition: strip, ObjectTypeExtension: strip });
}

/** Without the types that nothing leads to from a query or a subscription: mutations, and what only they and fields that are gone have. */
function reachable(document: DocumentNode): DocumentNode {
  const reached = new Set<string>();
  const reach = (type: string): void => {
    if (reached.has(type)) return;
    reached.add(type);
    for (const definition of document.definitions)
      if (nameOf(definition) === type) visit(definition, { NamedType: ({ name }) => reach(name.value) });
  };
  for (const root of ['Query', 'Subscription']) reach(root);
  const definitions = document.definitions.filter((definition) => {
    const name = nameOf(definition);
    return name === undefined || reached.has(name);
  });
  return { ...document, definitions };
}

const nameOf = (definition: DefinitionNode) => ('name' in definition ? definition.name?.value : undefined);

function __resolveReference({ id }: { id: string }, context: RequestContext) {
  return catalogNow(context).model(id);
}
