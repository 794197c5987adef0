import { type ApolloServerPlugin, type GraphQLRequestContext, type GraphQLResponse, HeaderMap } from '@apollo/server';
import type { DocumentNode, ExecutionResult } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../../resolvers/context.ts';

interface Plan {
  run: CompiledQuery['query'];
  /** Variables that may be null and have a default. */
  defaulted: readonly string[];
}

type Met = Plan | 'once' | 'not compiled';
type Operation = GraphQLRequestContext<RequestContext>;

const MOST_PLANS = 500;
/** Longer documents cost more to compile than they give back. In UTF-16 units of their text. */
const LONGEST = 16_000;

/**
 * Runs repeated queries as compiled functions: a document is compiled when it comes the second time.
 * What the compiled form cannot judge (variables of the wrong type, nulls in the place of defaults) it leaves to the interpreter,
 * before any resolver has run.
 */
export function compiledExecution(): ApolloServerPlugin<RequestContext> {
  const documents = new LRUCache<string, Met>({ max: MOST_PLANS });
  const hooks = {
    async responseForOperation(context: Operation): Promise<GraphQLResponse | null> {
      const plan = planFor(documents, context);
      if (typeof plan === 'string') return null;
      const { variables = {} } = context.request;
      if (plan.defaulted.some((name) => variables[name] === null)) return null;
      const singleResult = await plan.run(undefined, context.contextValue, variables);
      if (!isResult(singleResult) || singleResult.data === undefined) return null;
      return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
    },
  };
  return { requestDidStart: async () => hooks };
}

function planFor(documents: LRUCache<string, Met>, context: Operation): Met {
  const key = `${context.queryHash}${context.operationName}`;
  const met = documents.get(key);
  if (met && met !== 'once') return met;
  const plan = met ? compile(context) : 'once';
  documents.set(key, plan);
  return plan;
}

function compile({ schema, document, operation, operationName }: Operation): Plan | 'not compiled' {
  if (!document || operation?.operation !== 'query' || !isWorthwhile(document)) return 'not compiled';
  const compiled = compileQuery(schema, document, operationName ?? undefined);
  if (!isCompiledQuery(compiled)) return 'not compiled';
  const defaulted = (operation.variableDefinitions ?? []).filter(
    ({ type, defaultValue }) => defaultValue && type.kind !== 'NonNullType',
  );
  return { run: compiled.query, defaulted: defaulted.map(({ variable }) => variable.name.value) };
}

/** An alias `__proto__` would set a prototype in compiled code. */
function isWorthwhile({ loc }: DocumentNode): boolean {
  return loc !== undefined && loc.end <= LONGEST && !loc.source.body.includes('__proto__');
}

/** A compiled subscription would give an iterator. */
function isResult(result: object): result is ExecutionResult {
  return 'data' in result || 'errors' in result;
}
