import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * How many fields an operation has, fragments written out, and each once for every type it may be of: so many does its compiled
 * form hold. Stops to count beyond `most`. Introspection is beyond everything: it is asked for once, and compiled for long.
 */
export function writtenFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  most: number,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  let written = 0;

  function visit({ selections }: SelectionSetNode, type: GraphQLNamedType): void {
    for (const selection of selections) {
      if (written > most) return;
      if (selection.kind === 'Field') {
        written += selection.name.value === '__schema' || selection.name.value === '__type' ? most + 1 : 1;
        const field = isObjectType(type) ? type.getFields()[selection.name.value] : undefined;
        const below = field && getNamedType(field.type);
        if (selection.selectionSet) for (const each of possible(below)) visit(selection.selectionSet, each);
        continue;
      }
      const fragment = selection.kind === 'FragmentSpread' ? fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
      if (fragment && (!condition || possible(condition).includes(type))) visit(fragment.selectionSet, type);
    }
  }

  const possible = (type: GraphQLNamedType | undefined): readonly GraphQLNamedType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : type ? [type] : [];

  const root = schema.getRootType(operation.operation);
  if (root) visit(operation.selectionSet, root);
  return written;
}
