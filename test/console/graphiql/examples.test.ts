import { buildSchema, type GraphQLObjectType, parse, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../../console/src/graphiql/examples.ts';
import { typeDefs } from '../../../resolvers/type-defs.ts';

const schema = buildSchema(typeDefs());
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
  (type): type is GraphQLObjectType => type != null,
);
const namesOf = (type: GraphQLObjectType) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);

/** The fields of root types that a document asks for. */
function askedOf(query: string): readonly string[] {
  const types = new TypeInfo(schema);
  const asked: string[] = [];
  visit(
    parse(query),
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        asked.push(`${types.getParentType()?.name}.${name.value}`);
      },
    }),
  );
  return asked;
}

describe('the examples of GraphiQL', () => {
  it('have one for every field that can be asked for', () => {
    const asked = new Set(OPERATIONS.flatMap(({ query }) => askedOf(query)));
    expect(roots.flatMap(namesOf).filter((field) => !asked.has(field))).toEqual([]);
  });

  it.each(OPERATIONS.map(({ title, query, variables }) => [title, query, variables] as const))(
    '“%s” fits the schema, and its variables are JSON',
    (_, query, variables) => {
      expect(validate(schema, parse(query))).toEqual([]);
      expect(JSON.parse(variables ?? '{}')).toBeTypeOf('object');
    },
  );
});
