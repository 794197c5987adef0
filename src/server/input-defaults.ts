import {
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { isRecord } from '../is-record.ts';

/** Gives the value of a variable with the defaults of absent fields; the very value where nothing is absent. What is not as the type says stays as it is. */
export type FillIn = (value: unknown) => unknown;

type Variables = Record<string, unknown>;

interface Gap {
  name: string;
  /** What stands where nothing was sent; undefined where nothing is to stand. */
  fallback: unknown;
  fillIn: FillIn;
}

/** The same for all variables of one operation. Throws for a document that was not checked. */
export function variableDefaults(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (variables: Variables) => Variables {
  const gaps = definitions.flatMap(({ type, variable }): Gap[] => {
    const known = typeFromAST(schema, type);
    if (!isInputType(known)) throw new Error(`no input type of a checked document: ${type.kind}`);
    const fillIn = inputDefaults(known);
    return fillIn === asItIs ? [] : [{ name: variable.name.value, fallback: undefined, fillIn }];
  });
  return (variables) => filled(variables, gaps);
}

const asItIs: FillIn = (value) => value;

/** Puts in the defaults of fields that may not be null, which compiled execution takes for missing. */
export function inputDefaults(type: GraphQLInputType): FillIn {
  if (isNonNullType(type)) return inputDefaults(type.ofType);
  if (isListType(type)) {
    const each = inputDefaults(type.ofType);
    return each === asItIs ? asItIs : (value) => (Array.isArray(value) ? value.map(each) : each(value));
  }
  if (!isInputObjectType(type)) return asItIs;
  const gaps = Object.values(type.getFields()).flatMap((field): Gap[] => {
    const gap = { name: field.name, fallback: field.defaultValue, fillIn: inputDefaults(field.type) };
    return gap.fallback !== undefined || gap.fillIn !== asItIs ? [gap] : [];
  });
  return gaps.length === 0 ? asItIs : (value) => (isRecord(value) ? filled(value, gaps) : value);
}

/** A copy where something is absent: errors quote what was sent. */
function filled(value: Variables, gaps: readonly Gap[]): Variables {
  let whole = value;
  for (const { name, fallback, fillIn } of gaps) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const wanted = given === undefined ? fallback : fillIn(given);
    if (wanted === given) continue;
    if (whole === value) whole = { ...value };
    whole[name] = wanted;
  }
  return whole;
}
