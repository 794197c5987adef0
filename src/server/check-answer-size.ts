import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import type { RequestContext } from '../../resolvers/context.ts';
import { type AnswerSize, answerSize } from './answer-size.ts';
import { askedSizes, catalogSizes, LARGE_CATALOG, MAX_ASKED } from './asked-sizes.ts';
import type { ServerContext } from './server-context.ts';
import { singleResponse } from './single-response.ts';

type Operation = GraphQLRequestContext<ServerContext>;

/** Of one answer. A batch of 100 texts with the scores of 150 labels has 60,000 values, and 4,000,000 units. */
const MAX: AnswerSize = { values: 75_000, valuesAtOnce: 25_000, units: 8_000_000 };

/** Refuses an operation whose answer could be too large, with QUERY_TOO_COMPLEX, before anything runs. */
export function checkAnswerSize(): ApolloServerPlugin<ServerContext> {
  const hooks = {
    async responseForOperation({ schema, document, operation, request: { variables = {} }, contextValue }: Operation) {
      if (!document || !operation) return null;
      const message = tooLarge(schema, document, operation, variables, contextValue);
      if (message === undefined) return null;
      const error = new GraphQLError(message, { nodes: operation, extensions: { code: 'QUERY_TOO_COMPLEX' } });
      return singleResponse({ errors: [error] }, 400);
    },
  };
  return { requestDidStart: async () => hooks };
}

/** Why the answer to an operation with these variables could be too large, if so. */
export function tooLarge(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  context: Pick<RequestContext, 'catalog'>,
): string | undefined {
  const sent = { ...defaultsOf(operation), ...variables };
  const sizes = { asked: (root: FieldNode) => askedSizes(root, sent), catalog: () => catalogSizes(context) };
  return beyond(answerSize(schema, document, operation, sizes));
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  for (const { variable, defaultValue } of variableDefinitions)
    if (defaultValue) defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  return defaults;
}

/** Whether variables can make the answer to an operation too large. */
export function mayBeTooLarge(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): boolean {
  const sizes = { asked: () => MAX_ASKED, catalog: () => LARGE_CATALOG };
  return beyond(answerSize(schema, document, operation, sizes)) !== undefined;
}

function beyond({ values, valuesAtOnce, units }: AnswerSize): string | undefined {
  if (values > MAX.values) return `The answer could have more than ${MAX.values} values${LESS}`;
  if (valuesAtOnce > MAX.valuesAtOnce)
    return `The answer could have more than ${MAX.valuesAtOnce} values outside of batches${LESS}`;
  if (units > MAX.units) return `The answer could have more than ${MAX.units} UTF-16 units${LESS}`;
  return undefined;
}

const LESS = ': ask for fewer fields, items or labels at once.';
