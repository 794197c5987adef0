import { type ASTVisitor, type DefinitionNode, GraphQLError, type SelectionSetNode, type ValidationContext } from 'graphql';

/**
 * A validation rule: a subscription has exactly one field at its root, so nothing there may be left out, as the specification
 * says since 2025. GraphQL.js 16 does not refuse it: it throws when it looks for the field.
 */
export function subscriptionRootRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const isConditional = document.definitions.some(
        (definition) =>
          definition.kind === 'OperationDefinition' &&
          definition.operation === 'subscription' &&
          hasDirectives(definition.selectionSet, context),
      );
      if (!isConditional) return;
      context.reportError(new GraphQLError('A subscription may have no directives at its root.', { nodes: document }));
      // The rule of GraphQL.js that would throw finds nothing.
      (document.definitions as DefinitionNode[]).length = 0;
    },
  };
}

function hasDirectives(root: SelectionSetNode, context: ValidationContext): boolean {
  const entered = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.directives?.length) return true;
      if (selection.kind === 'Field') return false;
      if (selection.kind === 'InlineFragment') return visit(selection.selectionSet);
      const { value: name } = selection.name;
      if (entered.has(name)) return false;
      entered.add(name);
      const fragment = context.getFragment(name);
      return fragment ? visit(fragment.selectionSet) : false;
    });
  return visit(root);
}
