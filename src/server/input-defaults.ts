import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLSchema,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { isRecord } from '../is-record.ts';

type Fields = Record<string, unknown>;

/** What was put in, and where. */
export type Added = { fields: Fields; name: string }[];

/**
 * True when a value plainly is as its type says; then the defaults of absent fields were put into it, and noted. Into the value
 * itself: a copy made the rest of a request a fifth slower. Stops at the first place that is not plain: what was put in until
 * then is noted as well.
 */
export type FillIn = (value: unknown, added: Added) => boolean;

interface Field {
  name: string;
  /** What stands where nothing was sent; undefined where nothing is to stand. */
  fallback: unknown;
  isRequired: boolean;
  fillIn: FillIn;
}

/** The same for all variables of one operation. Throws for a document that was not checked. */
export function variableDefaults(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): FillIn {
  const fields = definitions.map(({ type, variable, defaultValue }): Field => {
    const known = typeFromAST(schema, type);
    if (!isInputType(known)) throw new Error(`no input type of a checked document: ${type.kind}`);
    // Null in the place of a default may be null where an argument must not be, which only its place in the document tells.
    const fillIn = defaultValue ? notNull(inputDefaults(known)) : inputDefaults(known);
    return { name: variable.name.value, fallback: undefined, isRequired: !defaultValue && isNonNullType(known), fillIn };
  });
  return (value, added) => isRecord(value) && fillInFields(fields, value, added) >= 0;
}

/** Takes out what was put in: errors quote what was sent. */
export function takeOut(added: Added): void {
  for (const { fields, name } of added) delete fields[name];
}

/** For one type of input. Defaults of fields that may not be null are what compiled execution takes for missing. */
export function inputDefaults(type: GraphQLInputType): FillIn {
  if (isNonNullType(type)) return notNull(inputDefaults(type.ofType));
  if (isListType(type)) {
    const each = inputDefaults(type.ofType);
    return (value, added) => value === null || (Array.isArray(value) && value.every((item) => each(item, added)));
  }
  if (!isInputObjectType(type)) {
    const isOfType = leafCheck(type);
    return (value) => value === null || isOfType(value);
  }
  const fields = Object.values(type.getFields()).map(
    (field): Field => ({
      name: field.name,
      fallback: field.defaultValue,
      isRequired: field.defaultValue === undefined && isNonNullType(field.type),
      fillIn: inputDefaults(field.type),
    }),
  );
  return (value, added) => value === null || (isRecord(value) && fillInFields(fields, value, added) === sizeOf(value));
}

function notNull(fillIn: FillIn): FillIn {
  return (value, added) => value !== null && fillIn(value, added);
}

/** How many of the fields stand there now; -1 when one of them is not as its type says. */
function fillInFields(fields: readonly Field[], value: Fields, added: Added): number {
  let present = 0;
  for (const { name, fallback, isRequired, fillIn } of fields) {
    const given = value[name];
    if (given !== undefined) {
      if (!fillIn(given, added)) return -1;
      present += 1;
    } else if (isRequired) return -1;
    else if (fallback !== undefined) {
      value[name] = fallback;
      added.push({ fields: value, name });
      present += 1;
    }
  }
  return present;
}

/** What JSON holds has no inherited names; a list of them would be made for every item of a request. */
function sizeOf(value: Fields): number {
  let size = 0;
  for (const _ in value) size += 1;
  return size;
}

/** Whether a value that is not null is one of a scalar or an enum. */
function leafCheck(type: GraphQLLeafType): (value: unknown) => boolean {
  if (isEnumType(type)) return (value) => typeof value === 'string' && type.getValue(value) !== undefined;
  return PLAIN.get(type.name) ?? ((value) => isParsed(() => type.parseValue(value)));
}

const PLAIN: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  [GraphQLString.name, (value: unknown) => typeof value === 'string'],
  [GraphQLID.name, (value: unknown) => typeof value === 'string' || Number.isInteger(value)],
  [GraphQLBoolean.name, (value: unknown) => typeof value === 'boolean'],
  [GraphQLInt.name, (value: unknown) => Number.isInteger(value) && Object.is(Number(value) | 0, value)],
  [GraphQLFloat.name, (value: unknown) => Number.isFinite(value)],
]);

function isParsed(parse: () => unknown): boolean {
  try {
    return parse() !== undefined;
  } catch {
    return false;
  }
}
