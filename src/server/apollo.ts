import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { complexityRule } from './complexity-rule.ts';
import type { Documents } from './documents.ts';
import { overlapRule } from './overlap-rule.ts';
import type { ServerContext } from './server-context.ts';
import { sizeRule } from './size-rule.ts';
import { subscriptionRootRule } from './subscription-root-rule.ts';

export interface ApolloOptions {
  introspection: boolean;
  plugins: ApolloServerPlugin<ServerContext>[];
}

const MAX_TOKENS = 5_000;
const MAX_ERRORS = 20;

/** Apollo Server without what the layer around it does itself. Errors leave it as they were thrown: that layer is the gate. */
export async function createApollo(
  schema: GraphQLSchema,
  documents: Documents,
  { introspection, plugins }: ApolloOptions,
): Promise<ApolloServer<ServerContext>> {
  const apollo = new ApolloServer<ServerContext>({
    schema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [overlapRule, sizeRule, subscriptionRootRule, complexityRule],
    validationOptions: { maxErrors: MAX_ERRORS },
    executionOptions: { maxCoercionErrors: MAX_ERRORS },
    persistedQueries: { cache: documents.texts },
    documentStore: documents.parsed,
    formatError: (formatted, error) => (error instanceof GraphQLError ? error : formatted),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ...plugins,
    ],
  });
  await apollo.start();
  return apollo;
}
