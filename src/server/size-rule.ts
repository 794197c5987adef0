import { type ASTVisitor, BREAK, type DefinitionNode, GraphQLError, type ValidationContext, visit } from 'graphql';

/** What one document may hold. Rules of GraphQL look at some of these again for every other, and call themselves for those inside others. */
const MAX = { operations: 50, fragments: 500, variables: 200, fields: 3_000, argumentsOfOne: 20, valuesInside: 20 } as const;

/** A validation rule that refuses a document of too many parts, with the code QUERY_TOO_COMPLEX, before other rules see them. */
export function sizeRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const counts = { operations: 0, fragments: 0, variables: 0, fields: 0, argumentsOfOne: 0, valuesInside: 0 };
      const count = (part: keyof typeof MAX) => {
        counts[part] += 1;
        return counts[part] > MAX[part] ? BREAK : undefined;
      };
      const withArguments = ({ arguments: given = [] }: { arguments?: readonly unknown[] }) => {
        counts.argumentsOfOne = given.length;
        return given.length > MAX.argumentsOfOne ? BREAK : undefined;
      };
      const nested = {
        enter: () => count('valuesInside'),
        leave: () => {
          counts.valuesInside -= 1;
        },
      };
      visit(document, {
        OperationDefinition: () => count('operations'),
        FragmentDefinition: () => count('fragments'),
        VariableDefinition: () => count('variables'),
        Field: (field) => count('fields') ?? withArguments(field),
        Directive: withArguments,
        ListValue: nested,
        ObjectValue: nested,
      });
      const passed = (Object.keys(MAX) as (keyof typeof MAX)[]).find((part) => counts[part] > MAX[part]);
      if (!passed) return;
      const message = `The document may have at most ${MAX[passed]} ${WORDS[passed]}.`;
      context.reportError(new GraphQLError(message, { extensions: { code: 'QUERY_TOO_COMPLEX' } }));
      // Nothing is left for the other rules.
      (document.definitions as DefinitionNode[]).length = 0;
    },
  };
}

const WORDS = {
  operations: 'operations',
  fragments: 'fragments',
  variables: 'variables',
  fields: 'fields',
  argumentsOfOne: 'arguments in one place',
  valuesInside: 'lists and objects one inside the other',
} as const;
