import {
  buildSchema,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNullableType,
  isObjectType,
  printSchema,
} from 'graphql';
import { describe, expect, it, test } from 'vitest';
import { typeDefs } from '../../resolvers/type-defs.ts';
import { ERROR_TEXTS, ERRORS, type ErrorCode } from '../../src/errors.ts';
import * as limits from '../../src/limits.ts';
import { TASKS } from '../../src/task.ts';

const schema = buildSchema(typeDefs());
const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && type.astNode);

/** Everything of a type that wants a description, by its coordinate. */
function describedParts(type: GraphQLNamedType): [string, string | null | undefined][] {
  const parts: [string, string | null | undefined][] = [[type.name, type.description]];
  if (isEnumType(type)) for (const value of type.getValues()) parts.push([`${type.name}.${value.name}`, value.description]);
  if (isInputObjectType(type))
    for (const field of Object.values(type.getFields())) parts.push([`${type.name}.${field.name}`, field.description]);
  if (!isObjectType(type) && !isInterfaceType(type)) return parts;
  for (const field of Object.values(type.getFields())) {
    parts.push([`${type.name}.${field.name}`, field.description]);
    for (const argument of field.args) parts.push([`${type.name}.${field.name}(${argument.name}:)`, argument.description]);
  }
  return parts;
}

describe('the contract', () => {
  it.each(types.flatMap(describedParts))('describes %s', (_, description) => {
    expect(description?.trim()).toBeTruthy();
  });

  it('can be printed and built again', () => {
    expect(printSchema(buildSchema(printSchema(schema)))).toBe(printSchema(schema));
  });

  it.each(
    [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
      Object.values(root?.getFields() ?? {}).map(({ name, type }) => [`${root}.${name}`, type] as const),
    ),
  )('lets %s fail alone: it may be null, so that the fields beside it keep their answers', (_, type) => {
    expect(isNullableType(type)).toBe(true);
  });

  it('has no directive of the GraphQL of late, which tools in use refuse as unknown', () => {
    expect(new Set(printSchema(schema).match(/@\w+/g))).toEqual(new Set(['@specifiedBy']));
  });

  it('has mutations with one input and a payload that may be null, and no task among them', () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    expect(mutations.map(({ name }) => name)).toEqual(['purgeCache']);
    for (const { args, type } of mutations) {
      expect(args.map(({ name }) => name)).toEqual(['input']);
      expect(String(type)).toMatch(/^\w+Payload$/);
    }
  });
});

describe('the error codes of the contract', () => {
  const type = schema.getType('ErrorCode');
  const values = isEnumType(type) ? type.getValues() : [];
  const typed = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => ERRORS[code].surface !== 'top-level');

  it('are exactly the codes of the table that surface as typed data', () => {
    expect(values.map(({ name }) => name).toSorted()).toEqual(typed.toSorted());
  });

  it.each(values.map(({ name, description }) => [name, description]))('%s is described as in the table', (name, description) => {
    expect(description).toBe(ERROR_TEXTS[name as ErrorCode]);
  });

  it.each(typed.map((code) => [code, ERRORS[code].surface]))(
    '%s surfaces as %s, a member of every result union',
    (_, surface) => {
      for (const union of ['ClassifyResult', 'SentimentResult', 'TranslateResult', 'SummarizeResult']) {
        const members = schema.getType(union);
        expect(members && 'getTypes' in members ? members.getTypes().map((member) => String(member)) : []).toContain(surface);
      }
    },
  );
});

describe('the bounds that the contract states', () => {
  const words = (number: number) => number.toLocaleString('en-US');
  const text = (typeName: string, field: string) => {
    const type = schema.getType(typeName);
    return (isInputObjectType(type) && type.getFields()[field]?.description) || '';
  };
  const pascal = (task: string) => task.charAt(0).toUpperCase() + task.slice(1);

  it.each(TASKS)('name the longest text of %s, alone and in batches', (task) => {
    const most = `${words(limits.MAX_TEXT_LENGTH[task])} UTF-16 units`;
    expect(text(`${pascal(task)}Input`, 'text')).toContain(most);
    expect(text(`${pascal(task)}BatchInput`, 'items')).toContain(most);
    expect(text(`${pascal(task)}BatchInput`, 'items')).toContain(`At most ${limits.MAX_BATCH_ITEMS} texts`);
  });

  it('name the longest text of detectLanguage', () => {
    const argument = schema.getQueryType()?.getFields().detectLanguage?.args[0];
    expect(argument?.description).toContain(`${words(limits.MAX_DETECT_LENGTH)} UTF-16 units`);
  });

  test.each(['ClassifyInput', 'ClassifyBatchInput'])('name how many labels %s takes', (input) => {
    expect(text(input, 'labels')).toContain(`${limits.MIN_LABELS} to ${limits.MAX_LABELS} labels`);
  });

  it('name the sizes of a label', () => {
    expect(text('LabelInput', 'name')).toContain(`${limits.MAX_LABEL_NAME_LENGTH} UTF-16 units`);
    expect(text('LabelInput', 'description')).toContain(`${words(limits.MAX_LABEL_DESCRIPTION_LENGTH)} UTF-16 units`);
    expect(text('LabelInput', 'examples')).toContain(`At most ${limits.MAX_LABEL_EXAMPLES} texts`);
    expect(text('LabelInput', 'examples')).toContain(`${words(limits.MAX_LABEL_EXAMPLE_LENGTH)} UTF-16 units`);
  });
});
