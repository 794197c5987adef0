import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import {
  coerceInputValue,
  GraphQLError,
  type GraphQLSchema,
  isInputType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { ServerContext } from './server-context.ts';
import { singleResponse } from './single-response.ts';

type Operation = GraphQLRequestContext<ServerContext>;

/** Named in one answer; what is wrong beyond them is not looked for. */
const MAX_ERRORS = 20;
/** Of a list. Where fewer are taken, the field itself says so: it knows how many, and fails alone. */
const MAX_MEMBERS = 1_000;
/** Similar names would be looked for however long the name is that was sent. */
const HIDE_SUGGESTIONS = true;
/** Of a value that is quoted, in UTF-16 units. */
const LONGEST_QUOTE = 50;

/** Refuses variables that do not fit the operation with BAD_USER_INPUT, before anything runs. What it says of them is bounded. */
export function checkVariables(): ApolloServerPlugin<ServerContext> {
  const hooks = {
    async responseForOperation({ schema, operation, request }: Operation) {
      const errors = variableErrors(schema, operation?.variableDefinitions ?? [], request.variables ?? {});
      return errors.length === 0 ? null : singleResponse({ errors }, 400);
    },
  };
  return { requestDidStart: async () => hooks };
}

/** Why the variables do not fit. Stops at the first errors: a list of a hundred thousand wrong items costs no more than one of 20. */
function variableErrors(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Readonly<Record<string, unknown>>,
): readonly GraphQLError[] {
  const errors: GraphQLError[] = [];
  const report = (definition: VariableDefinitionNode, message: string) => {
    errors.push(new GraphQLError(message, { nodes: definition, extensions: { code: 'BAD_USER_INPUT' } }));
    if (errors.length === MAX_ERRORS) throw TOO_MANY;
  };
  try {
    for (const definition of definitions) checkVariable(schema, definition, variables, report);
    return errors;
  } catch (thrown) {
    if (thrown === TOO_MANY) return [...errors, TOO_MANY];
    throw thrown;
  }
}

const TOO_MANY = new GraphQLError('Too many errors processing variables, error limit reached. Execution aborted.', {
  extensions: { code: 'BAD_USER_INPUT' },
});

function checkVariable(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  report: (definition: VariableDefinitionNode, message: string) => void,
): void {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) throw new Error(`no input type of a checked document: ${definition.type.kind}`);
  const isRequired = definition.type.kind === 'NonNullType';
  if (!Object.hasOwn(variables, name)) {
    if (isRequired && !definition.defaultValue)
      report(definition, `Variable "$${name}" of required type "${type}" was not provided.`);
    return;
  }
  const value = variables[name];
  if (value === null) {
    if (isRequired) report(definition, `Variable "$${name}" of non-null type "${type}" must not be null.`);
    return;
  }
  if (hasLongList(value)) {
    report(definition, `Variable "$${name}" has a list of more than ${MAX_MEMBERS} items.`);
    return;
  }
  const wrong = (path: readonly (string | number)[], invalid: unknown, { message }: GraphQLError) => {
    const place = path.length === 0 ? '' : ` at "${name}${path.map(step).join('')}"`;
    report(definition, `Variable "$${name}" got invalid value ${quote(invalid)}${place}; ${message}`);
  };
  coerceInputValue(value, type, wrong, HIDE_SUGGESTIONS);
}

function hasLongList(value: unknown): boolean {
  const met = [value];
  for (const next of met) {
    if (Array.isArray(next) && next.length > MAX_MEMBERS) return true;
    if (typeof next === 'object' && next !== null) met.push(...Object.values(next));
  }
  return false;
}

function step(key: string | number): string {
  return typeof key === 'number' ? `[${key}]` : `.${key}`;
}

/** A value as far as it helps to find it. */
function quote(value: unknown): string {
  if (typeof value === 'string')
    return value.length > LONGEST_QUOTE ? `${JSON.stringify(value.slice(0, LONGEST_QUOTE))}…` : JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  return String(value);
}
