import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** What one operation may ask for, fragments written out. The first number that is passed refuses the document. */
const COMPLEXITY_LIMITS = { depth: 12, rootFields: 50, aliases: 100, directives: 50, fields: 2_000 } as const;

/** Introspection is deeper by nature; the rules of GraphQL itself bound the lists inside it. */
const INTROSPECTION_DEPTH = 20;

interface Place {
  type: GraphQLNamedType | undefined;
  depth: number;
  deepest: number;
  /** The lists this place is inside of, as `Type.field`. */
  lists: readonly string[];
}

/** A validation rule that refuses what costs too much to answer, with the code QUERY_TOO_COMPLEX. */
export function complexityRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const message = measure(operation, context);
      if (message)
        context.reportError(new GraphQLError(message, { nodes: operation, extensions: { code: 'QUERY_TOO_COMPLEX' } }));
      return false;
    },
  };
}

/** Walks the operation until a limit is passed; says which one. */
function measure(operation: OperationDefinitionNode, context: ValidationContext): string | undefined {
  const counts = { rootFields: 0, aliases: 0, directives: operation.directives?.length ?? 0, fields: 0 };
  const visit = ({ selections }: SelectionSetNode, place: Place): string | undefined => {
    for (const selection of selections) {
      counts.fields += 1; // a spread counts as well, or fragments that spread themselves would never end
      counts.directives += selection.directives?.length ?? 0;
      if (selection.kind === 'Field') {
        if (selection.alias) counts.aliases += 1;
        if (place.depth === 0) counts.rootFields += 1;
      }
      const message = passed(counts) ?? enter(selection, place);
      if (message) return message;
    }
    return undefined;
  };
  const enter = (selection: SelectionSetNode['selections'][number], place: Place): string | undefined => {
    if (selection.kind === 'FragmentSpread') {
      const fragment = context.getFragment(selection.name.value);
      return fragment ? visit(fragment.selectionSet, inType(place, fragment.typeCondition.name.value, context)) : undefined;
    }
    if (selection.kind === 'InlineFragment')
      return visit(selection.selectionSet, inType(place, selection.typeCondition?.name.value, context));
    const below = inField(place, selection.name.value);
    if (typeof below === 'string') return below;
    return selection.selectionSet ? visit(selection.selectionSet, below) : undefined;
  };
  const type = context.getSchema().getRootType(operation.operation) ?? undefined;
  return visit(operation.selectionSet, { type, depth: 0, deepest: COMPLEXITY_LIMITS.depth, lists: [] });
}

function passed(counts: Omit<Record<keyof typeof COMPLEXITY_LIMITS, number>, 'depth'>): string | undefined {
  for (const [name, most] of Object.entries(COMPLEXITY_LIMITS))
    if (isCounted(name) && counts[name] > most)
      return `The operation may have at most ${most} ${WORDS[name]}, fragments written out.`;
  return undefined;
}

const WORDS = { rootFields: 'fields at its root', aliases: 'aliases', directives: 'directives', fields: 'fields' } as const;

function isCounted(name: string): name is keyof typeof WORDS {
  return name in WORDS;
}

function inType(place: Place, name: string | undefined, context: ValidationContext): Place {
  return name === undefined ? place : { ...place, type: context.getSchema().getType(name) };
}

/** The place below a field, or why there may be none: too deep, or a list inside itself, whose size multiplies each time. */
function inField({ type, depth, deepest, lists }: Place, name: string): Place | string {
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  const within = { depth: depth + 1, deepest: name === '__schema' || name === '__type' ? INTROSPECTION_DEPTH : deepest };
  if (within.depth > within.deepest) return `The operation may be at most ${deepest} fields deep.`;
  if (!field || !type) return { ...within, type: undefined, lists };
  const list = `${type.name}.${name}`;
  const named = getNamedType(field.type);
  if (!isListType(getNullableType(field.type)) || type.name.startsWith('__')) return { ...within, type: named, lists };
  if (lists.includes(list)) return `\`${list}\` may not be asked for inside itself.`;
  return { ...within, type: named, lists: [...lists, list] };
}
