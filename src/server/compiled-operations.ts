import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode, VariableDefinitionNode } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../../resolvers/context.ts';
import { mayBeTooLarge, tooLarge } from './check-answer-size.ts';
import type { Identified } from './documents.ts';
import { type Added, type FillIn, takeOut, variableDefaults } from './input-defaults.ts';
import type { ServerContext } from './server-context.ts';

/** Queries that were checked before and run as compiled functions from then on, past everything that looks at documents. */
export interface CompiledOperations {
  /** Sees every operation that passed all checks, and compiles queries that come the second time. */
  plugin: ApolloServerPlugin<ServerContext>;
  /** Runs a query that is compiled. Undefined when it is not, when its variables are not plainly right, and when its answer could be too large: what is wrong then, others say. */
  run(asked: Identified, context: RequestContext): CompiledRun | undefined;
}

export interface CompiledRun {
  result: Promise<ExecutionResult> | ExecutionResult;
  /** How the result is written, where that is faster than JSON.stringify. */
  write?(result: ExecutionResult): string;
}

interface Plan {
  /** Whether the answer could be too large, where variables can make it so. */
  isTooLarge?(variables: Record<string, unknown>, context: RequestContext): boolean;
  run: CompiledQuery['query'];
  write: CompiledQuery['stringify'];
  fillIn: FillIn;
}

type Met = Plan | 'once' | 'not compiled';
type Operation = GraphQLRequestContext<ServerContext>;

/** Longer documents cost more to compile than they give back. In UTF-16 units of their text. */
const LONGEST = 16_000;
const MOST_OPERATIONS = 1_000;
/** Of all that are remembered. */
const ALL_TEXTS = 500_000;

export function createCompiledOperations(): CompiledOperations {
  const known = new LRUCache<string, { met: Met; length: number }>({
    max: MOST_OPERATIONS,
    maxSize: ALL_TEXTS,
    sizeCalculation: ({ length }) => length + 1,
  });
  const hooks = {
    async didResolveOperation({ schema, document, operation, queryHash, request }: Operation): Promise<void> {
      if (!queryHash || !document || operation?.operation !== 'query') return;
      const key = keyOf(queryHash, request.operationName);
      const met = known.get(key)?.met;
      if (met && met !== 'once') return;
      known.set(key, { met: met ? compile(schema, document, operation) : 'once', length: document.loc?.end ?? 0 });
    },
  };
  return {
    plugin: { requestDidStart: async () => hooks },
    run({ hash, request: { operationName, variables = {} } }, context) {
      const plan = hash === undefined ? undefined : known.get(keyOf(hash, operationName))?.met;
      return !plan || typeof plan === 'string' ? undefined : runPlan(plan, variables, context);
    },
  };
}

/**
 * Compiled code writes down every error there is, each with all that was sent around it: a megabyte of wrong variables would
 * hold up everybody for seconds. So it sees right ones only.
 */
function runPlan(plan: Plan, variables: Record<string, unknown>, context: RequestContext): CompiledRun | undefined {
  const { run, write, fillIn, isTooLarge } = plan;
  if (isTooLarge?.(variables, context)) return undefined;
  const added: Added = [];
  if (fillIn(variables, added)) return { result: run(undefined, context, variables) as CompiledRun['result'], write }; // no subscription is compiled
  takeOut(added);
  return undefined;
}

function keyOf(hash: string, operationName: string | null | undefined): string {
  return operationName == null ? hash : `${hash} ${operationName}`;
}

function compile(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Met {
  const { name, variableDefinitions = [] } = operation;
  if (!isWorthwhile(document) || variableDefinitions.some(isInherited)) return 'not compiled';
  const withWriter = compileQuery(schema, document, name?.value, { customJSONSerializer: true });
  // No writer can be made for scalars of our own.
  const compiled = isCompiledQuery(withWriter) ? withWriter : compileQuery(schema, document, name?.value);
  if (!isCompiledQuery(compiled)) return 'not compiled';
  const isTooLarge: Plan['isTooLarge'] = (variables, context) =>
    tooLarge(schema, document, operation, variables, context) !== undefined;
  return {
    isTooLarge: mayBeTooLarge(schema, document, operation) ? isTooLarge : undefined,
    run: compiled.query,
    write: compiled.stringify,
    fillIn: variableDefaults(schema, variableDefinitions),
  };
}

/** A variable such as `$constructor`: every object has one, also where nothing was sent. */
function isInherited({ variable }: VariableDefinitionNode): boolean {
  return variable.name.value in Object.prototype;
}

/**
 * False for what compiled code would answer otherwise than GraphQL.js. An alias `__proto__` would set a prototype.
 * And within fragments it forgets a `@skip` or `@include` of the field around them.
 */
function isWorthwhile({ loc }: DocumentNode): boolean {
  if (loc === undefined || loc.end > LONGEST) return false;
  return !['__proto__', '@'].some((sign) => loc.source.body.includes(sign));
}
