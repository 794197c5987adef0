import { buildSchema, type GraphQLSchema, isAbstractType, isObjectType, isScalarType } from 'graphql';
import { languageTag } from './language-tag.ts';
import { modelFields } from './models.ts';
import { operationFields } from './operations.ts';
import { streamFields } from './streams.ts';
import { taskFields } from './tasks.ts';
import { textFields } from './text-fields.ts';
import { textValue } from './text-value.ts';
import { typeDefs } from './type-defs.ts';
import { noteContractName, prefixedName } from './type-prefix.ts';

/** The functions behind the fields of each type; a field without one is the property of its name. */
const RESOLVERS = {
  ...modelFields,
  ...operationFields,
  ...textFields,
  Model: { ...modelFields.Model, ...operationFields.Model },
  Query: { ...taskFields.Query, ...modelFields.Query, ...operationFields.Query },
};

const SCALARS = { LanguageTag: languageTag, DateTime: { serialize: textValue } };

/** The contract with its resolvers. */
export function createSchema(): GraphQLSchema {
  return attachResolvers(buildSchema(typeDefs()));
}

/** Puts the resolvers onto a schema that has all the fields of the contract, with a prefix before its types. Throws when it has not. */
export function attachResolvers(schema: GraphQLSchema, typePrefix = ''): GraphQLSchema {
  if (typePrefix !== '') nameTypes(schema, typePrefix);
  for (const [typeName, resolvers] of Object.entries(RESOLVERS)) {
    const type = schema.getType(prefixedName(typeName, typePrefix));
    for (const [name, resolve] of Object.entries(resolvers)) {
      const field = isObjectType(type) ? type.getFields()[name] : undefined;
      if (!field) throw new Error(`the schema has no field ${typeName}.${name}`);
      field.resolve = resolve;
    }
  }
  attachStreams(schema);
  for (const [name, behavior] of Object.entries(SCALARS)) {
    const scalar = schema.getType(prefixedName(name, typePrefix));
    if (!isScalarType(scalar)) throw new Error(`the schema has no scalar ${name}`);
    Object.assign(scalar, behavior);
  }
  return schema;
}

/** Values name their types as the contract does: where these have a prefix, it is put before the name. */
function nameTypes(schema: GraphQLSchema, typePrefix: string): void {
  for (const name of Object.keys(buildSchema(typeDefs()).getTypeMap())) {
    const type = schema.getType(prefixedName(name, typePrefix));
    if (!type) continue;
    noteContractName(type, name);
    if (isAbstractType(type)) type.resolveType = ({ __typename }: { __typename: string }) => typePrefix + __typename;
  }
}

function attachStreams(schema: GraphQLSchema): void {
  const fields = schema.getSubscriptionType()?.getFields();
  for (const [name, subscribe] of Object.entries(streamFields)) {
    const field = fields?.[name];
    if (!field) throw new Error(`the schema has no field Subscription.${name}`);
    field.subscribe = subscribe;
    field.resolve = (event) => event;
  }
}
