import { type GraphQLInputType, isInputObjectType, isListType, isNonNullType } from 'graphql';

/** Gives a value of a variable with the defaults of its absent fields; what is not as the type says stays as it is. */
export type FillIn = (value: unknown) => unknown;

interface Gap {
  name: string;
  /** What stands where nothing was sent; undefined where nothing is to stand. */
  fallback: unknown;
  fillIn: FillIn;
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
  return gaps.length === 0 ? asItIs : (value) => (isObject(value) ? filled(value, gaps) : value);
}

function filled(value: Readonly<Record<string, unknown>>, gaps: readonly Gap[]): Readonly<Record<string, unknown>> {
  let whole = value;
  for (const { name, fallback, fillIn } of gaps) {
    const given = value[name];
    const wanted = given === undefined ? fallback : fillIn(given);
    if (wanted !== given) whole = { ...whole, [name]: wanted };
  }
  return whole;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
