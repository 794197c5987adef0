import {
  type ASTVisitor,
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Fields and fragments that are looked at, and every two of one name in one place. */
const MAX_COMPARISONS = 10_000;
/** Deeper is too deep for any operation. */
const DEEPEST = 20;

/**
 * A validation rule that refuses what takes long to validate, with the code QUERY_TOO_COMPLEX. A rule of GraphQL compares
 * every two fields of one name: a document of few kilobytes could hold up all callers for 100 ms and more, each time it comes.
 */
export function overlapRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      if (!isBeyond(document, context)) return;
      const message = `The document may have at most ${MAX_COMPARISONS} fields and pairs of fields of one name in one place, fragments written out.`;
      context.reportError(new GraphQLError(message, { nodes: document, extensions: { code: 'QUERY_TOO_COMPLEX' } }));
      // Nothing is left for the other rules.
      (document.definitions as DefinitionNode[]).length = 0;
    },
  };
}

function isBeyond({ definitions }: DocumentNode, context: ValidationContext): boolean {
  let comparisons = 0;
  const met = new Map<string, number>();
  const reached = new Set<string>();
  const count = (place: string): number => {
    const before = met.get(place) ?? 0;
    met.set(place, before + 1);
    comparisons += before + 1;
    return before;
  };
  const visit = ({ selections }: SelectionSetNode, place: string, depth: number): void => {
    for (const selection of selections) {
      if (comparisons > MAX_COMPARISONS || depth > DEEPEST) return;
      if (selection.kind === 'Field') {
        const below = `${place}.${(selection.alias ?? selection.name).value}`;
        count(below);
        if (selection.selectionSet) visit(selection.selectionSet, below, depth + 1);
      } else if (selection.kind === 'InlineFragment') visit(selection.selectionSet, place, depth);
      else spread(selection.name.value, place, depth);
    }
  };
  /** A fragment has a part in a place once, however often it is spread there. */
  const spread = (name: string, place: string, depth: number): void => {
    reached.add(name);
    if (count(`${place}...${name}`) > 0) return;
    count(`${place}...`); // names of no fragment as well: they are compared before anybody misses it
    const fragment = context.getFragment(name);
    if (fragment) visit(fragment.selectionSet, place, depth);
  };
  for (const [place, definition] of definitions.entries())
    if (definition.kind === 'OperationDefinition') visit(definition.selectionSet, String(place), 0);
  for (const definition of definitions)
    if (definition.kind === 'FragmentDefinition' && !reached.has(definition.name.value)) spread(definition.name.value, '', 0);
  return comparisons > MAX_COMPARISONS;
}
