import { type ApolloServerPlugin, type GraphQLRequestContext, type GraphQLResponse, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { type FillIn, inputDefaults } from './input-defaults.ts';
import type { ServerContext } from './server-context.ts';

interface Plan {
  run: CompiledQuery['query'];
  write: CompiledQuery['stringify'];
  /** Variables that may be null and have a default. */
  defaulted: readonly string[];
  /** By variable. */
  fillIn: readonly (readonly [string, FillIn])[];
}

type Met = Plan | 'once' | 'not compiled';
/** What became of the operations of a document, by name. Documents that are forgotten take their plans with them. */
type Plans = WeakMap<DocumentNode, Map<string | null, Met>>;
type Operation = GraphQLRequestContext<ServerContext>;

/** Longer documents cost more to compile than they give back. In UTF-16 units of their text. */
const LONGEST = 16_000;

/**
 * Runs repeated queries as compiled functions: a document is compiled when it comes the second time.
 * What the compiled form cannot judge (variables of the wrong type, nulls in the place of defaults) it leaves to the interpreter,
 * before any resolver has run.
 */
export function compiledExecution(): ApolloServerPlugin<ServerContext> {
  const plans: Plans = new WeakMap();
  const hooks = {
    async responseForOperation(context: Operation): Promise<GraphQLResponse | null> {
      const plan = planFor(plans, context);
      if (typeof plan === 'string') return null;
      const { variables = {} } = context.request;
      if (plan.defaulted.some((name) => variables[name] === null)) return null;
      const singleResult = await plan.run(undefined, context.contextValue, filledIn(variables, plan.fillIn));
      if (!isResult(singleResult) || singleResult.data === undefined) return null;
      context.contextValue.left.write = plan.write;
      return { http: NO_HEADERS, body: { kind: 'single', singleResult } };
    },
  };
  return { requestDidStart: async () => hooks };
}

function planFor(plans: Plans, { schema, document, operation, operationName = null }: Operation): Met {
  if (!document || operation?.operation !== 'query') return 'not compiled';
  const operations = plans.get(document) ?? new Map<string | null, Met>();
  const met = operations.get(operationName);
  if (met && met !== 'once') return met;
  const plan = met ? compile(schema, document, operation) : 'once';
  plans.set(document, operations.set(operationName, plan));
  return plan;
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  { name, variableDefinitions = [] }: OperationDefinitionNode,
): Met {
  if (!isWorthwhile(document)) return 'not compiled';
  const withWriter = compileQuery(schema, document, name?.value, { customJSONSerializer: true });
  // No writer can be made for scalars of our own.
  const compiled = isCompiledQuery(withWriter) ? withWriter : compileQuery(schema, document, name?.value);
  if (!isCompiledQuery(compiled)) return 'not compiled';
  const defaulted = variableDefinitions.filter(({ type, defaultValue }) => defaultValue && type.kind !== 'NonNullType');
  return {
    run: compiled.query,
    write: compiled.stringify,
    defaulted: defaulted.map(({ variable }) => variable.name.value),
    fillIn: variableDefinitions.map((definition) => [definition.variable.name.value, fillInOf(schema, definition)]),
  };
}

function fillInOf(schema: GraphQLSchema, { type }: VariableDefinitionNode): FillIn {
  const known = typeFromAST(schema, type);
  if (!isInputType(known)) throw new Error(`no input type of a checked document: ${type.kind}`);
  return inputDefaults(known);
}

function filledIn(variables: Readonly<Record<string, unknown>>, fillIn: Plan['fillIn']): Record<string, unknown> {
  const whole = { ...variables };
  for (const [name, fill] of fillIn) if (name in whole) whole[name] = fill(whole[name]);
  return whole;
}

/** An alias `__proto__` would set a prototype in compiled code. */
function isWorthwhile({ loc }: DocumentNode): boolean {
  return loc !== undefined && loc.end <= LONGEST && !loc.source.body.includes('__proto__');
}

const NO_HEADERS = { headers: new HeaderMap() };

/** A compiled subscription would give an iterator. */
function isResult(result: object): result is ExecutionResult {
  return 'data' in result || 'errors' in result;
}
