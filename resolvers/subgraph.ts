import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, type GraphQLSchema, parse, visit } from 'graphql';
import type { RequestContext } from './context.ts';
import { catalogNow } from './models.ts';
import { attachResolvers } from './schema.ts';
import { typeDefs } from './type-defs.ts';

const FEDERATION = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  extend type Model @key(fields: "id")
`;

/**
 * The contract as a subgraph of Apollo Federation: other subgraphs can refer to a Model by its id. It answers `node`, but does not
 * offer it to a supergraph: there it would have to find the objects of all subgraphs, and only one of them may have the field.
 */
export function createSubgraphSchema(): GraphQLSchema {
  const contract = parse(withSharedPages(typeDefs()) + FEDERATION);
  const schema = attachResolvers(subgraphOf(contract));
  Object.assign(serviceOf(schema), { resolve: serviceOf(subgraphOf(withoutNode(contract))).resolve });
  return schema;
}

/** `PageInfo` is Relay's: other subgraphs have it too. An extension could not say it of the fields that stand in the definition. */
const withSharedPages = (definitions: string) => definitions.replace('type PageInfo {', 'type PageInfo @shareable {');

const withoutNode = (document: DocumentNode): DocumentNode =>
  visit(document, {
    ObjectTypeDefinition: (type) =>
      type.name.value === 'Query' ? { ...type, fields: type.fields?.filter(({ name }) => name.value !== 'node') } : undefined,
  });

const subgraphOf = (typeDefs: DocumentNode) => buildSubgraphSchema({ typeDefs, resolvers: { Model: { __resolveReference } } });

/** The field with which a supergraph asks for the definitions. */
function serviceOf(schema: GraphQLSchema) {
  const field = schema.getQueryType()?.getFields()._service;
  if (!field) throw new Error('the subgraph has no field Query._service');
  return field;
}

function __resolveReference({ id }: { id: string }, context: RequestContext) {
  return catalogNow(context).model(id);
}
