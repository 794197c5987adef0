import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import type { RequestContext } from './context.ts';
import { catalogNow } from './models.ts';
import { attachResolvers } from './schema.ts';
import { typeDefs } from './type-defs.ts';

const FEDERATION = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  extend type Model @key(fields: "id")
`;

/** The contract as a subgraph of Apollo Federation: other subgraphs can refer to a Model by its id. */
export function createSubgraphSchema(): GraphQLSchema {
  return attachResolvers(
    buildSubgraphSchema({ typeDefs: parse(typeDefs() + FEDERATION), resolvers: { Model: { __resolveReference } } }),
  );
}

function __resolveReference({ id }: { id: string }, context: RequestContext) {
  return catalogNow(context).model(id);
}
