import { type GraphQLInputType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { isRecord } from '../is-record.ts';

/** Puts the defaults of absent fields into a value of a variable, which is the request's own, and gives it back; what is not as the type says stays as it is. */
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
  return gaps.length === 0 ? asItIs : (value) => (isRecord(value) ? filled(value, gaps) : value);
}

function filled(value: Record<string, unknown>, gaps: readonly Gap[]): Record<string, unknown> {
  for (const { name, fallback, fillIn } of gaps) {
    const given = value[name];
    const wanted = given === undefined ? fallback : fillIn(given);
    if (wanted !== given) value[name] = wanted;
  }
  return value;
}
