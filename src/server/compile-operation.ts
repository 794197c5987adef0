import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { RequestContext } from '../../resolvers/context.ts';
import { mayBeTooLarge, tooLarge } from './check-answer-size.ts';
import { type Added, takeOut, variableDefaults } from './input-defaults.ts';

export interface CompiledRun {
  result: Promise<ExecutionResult> | ExecutionResult;
  /** How the result is written, where that is faster than JSON.stringify. */
  write?(result: ExecutionResult): string;
}

/** Runs an operation. Undefined when its variables are not plainly right, and when its answer could be too large: others say so. */
export type CompiledOperation = (variables: Record<string, unknown>, context: RequestContext) => CompiledRun | undefined;

/** The compiled form of a query that was checked. Undefined where that would answer otherwise than GraphQL.js does. */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation | undefined {
  const { name, variableDefinitions = [] } = operation;
  if (!isCompiledRight(document)) return undefined;
  const withWriter = compileQuery(schema, document, name?.value, { customJSONSerializer: true });
  // No writer can be made for scalars of our own.
  const compiled = isCompiledQuery(withWriter) ? withWriter : compileQuery(schema, document, name?.value);
  if (!isCompiledQuery(compiled)) return undefined;
  const fillIn = variableDefaults(schema, variableDefinitions);
  const canBeTooLarge = mayBeTooLarge(schema, document, operation);
  return (variables, context) => {
    if (canBeTooLarge && tooLarge(schema, document, operation, variables, context)) return undefined;
    const added: Added = [];
    // Compiled code writes down every error there is, each with all that was sent around it: a megabyte of wrong variables
    // would hold up everybody for seconds. So it sees right ones only.
    if (fillIn(variables, added))
      return { result: compiled.query(undefined, context, variables) as CompiledRun['result'], write: compiled.stringify }; // no subscription is compiled
    takeOut(added);
    return undefined;
  };
}

/** What every object has from its birth: compiled code finds it under an alias or a variable of that name. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

/** False as well for directives: within fragments compiled code forgets a `@skip` or `@include` of the field around them. */
function isCompiledRight({ loc }: DocumentNode): boolean {
  return loc !== undefined && !['@', ...INHERITED].some((sign) => loc.source.body.includes(sign));
}
