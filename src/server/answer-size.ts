/** How large an answer can be, before it is asked for. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { contractName } from '../../resolvers/type-prefix.ts';
import type { AskedSizes, CatalogSizes } from './asked-sizes.ts';

export interface AnswerSize {
  /** Objects and leaves. */
  values: number;
  /** Those of them that are made in one go: the items of a batch are made by and by. */
  valuesAtOnce: number;
  /** UTF-16 units of the JSON, about. */
  units: number;
}

export interface Sizes {
  asked(root: FieldNode): AskedSizes;
  catalog(): CatalogSizes;
}

interface Place {
  type: GraphQLNamedType;
  /** How often this place can be there. */
  times: number;
  isAtOnce: boolean;
  asked: AskedSizes;
}

/** An upper estimate: a field counts for every fragment that it stands in, and as if nothing were skipped. */
export function answerSize(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { asked, catalog }: Sizes,
): AnswerSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  const size: AnswerSize = { values: 0, valuesAtOnce: 0, units: 0 };

  function visit({ selections }: SelectionSetNode, place: Place | undefined, type: GraphQLNamedType): void {
    for (const selection of selections) {
      if (selection.kind === 'Field') {
        const below = enter({ ...(place ?? { times: 1, isAtOnce: true, asked: asked(selection) }), type }, selection);
        if (selection.selectionSet) visit(selection.selectionSet, below, below.type);
        continue;
      }
      const fragment = selection.kind === 'FragmentSpread' ? fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      if (fragment) visit(fragment.selectionSet, place, (condition !== undefined && schema.getType(condition)) || type);
    }
  }

  /** The place of a field, which is counted. */
  function enter({ type, times, isAtOnce, asked }: Place, { name, alias }: FieldNode): Place {
    const owner = contractName(type);
    const key = `${owner}.${name.value}`;
    const fieldType = fieldTypeOf(type, name.value);
    const count = COUNTS[key]?.(asked, catalog) ?? (isListType(getNullableType(fieldType)) ? SHORT_LIST : 1);
    const below = {
      type: getNamedType(fieldType) ?? type,
      times: times * count,
      isAtOnce: !BATCHES.has(key) && (isAtOnce || IN_ONE_GO.has(owner)),
      asked,
    };
    size.values += below.times;
    if (below.isAtOnce) size.valuesAtOnce += below.times;
    const unitsEach =
      (alias ?? name).value.length + PUNCTUATION + (isCompositeType(below.type) ? 0 : (EACH[key]?.(asked) ?? LEAF));
    size.units += below.times * unitsEach + (IN_ALL[key]?.(asked) ?? 0);
    return below;
  }

  function fieldTypeOf(type: GraphQLNamedType, name: string): GraphQLOutputType | undefined {
    const meta = META_FIELDS.get(name);
    if (meta) return meta.type;
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name]?.type : undefined;
  }

  const root = schema.getRootType(operation.operation);
  if (root) visit(operation.selectionSet, undefined, root);
  return size;
}

/** Quotes, a colon, a comma, braces. */
const PUNCTUATION = 6;
const LEAF = 20;
/** Lists that callers and settings do not make long. */
const SHORT_LIST = 6;

const META_FIELDS = new Map([SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]));

/** Their items are made by and by. */
const BATCHES: ReadonlySet<string> = new Set([
  'ClassifyBatch.items',
  'SentimentBatch.items',
  'TranslateBatch.items',
  'SummarizeBatch.items',
]);
/** What these have is made at once, also within an item. */
const IN_ONE_GO: ReadonlySet<string> = new Set(['Backend', 'Model']);

const items = ({ items }: AskedSizes) => items;
const labels = ({ labels }: AskedSizes) => labels;
const models = (_: AskedSizes, catalog: () => CatalogSizes) => catalog().models;

/** How many of a field there are in one object. */
const COUNTS: Readonly<Record<string, (asked: AskedSizes, catalog: () => CatalogSizes) => number>> = {
  ...Object.fromEntries([...BATCHES].map((batch) => [batch, items])),
  'Classification.scores': labels,
  'Classification.labels': labels,
  'Sentiment.scores': () => 3,
  'Query.backends': (_, catalog) => catalog().backends,
  'ModelConnection.nodes': models,
  'ModelConnection.edges': models,
  'Backend.models': models,
  'Model.languages': (_, catalog) => catalog().languages,
  'Model.pairs': (_, catalog) => catalog().pairs,
  'Model.labels': (_, catalog) => catalog().labels,
  'Model.quality': (_, catalog) => catalog().quality,
  'RequestConnection.nodes': ({ first }) => first,
  'RequestConnection.edges': ({ first }) => first,
  'Query.metrics': () => 20,
  'MetricSeries.buckets': ({ minutes }) => minutes,
  'Query.shadows': () => 20,
  // The mean of this schema: a type has few fields, and most fields have no arguments.
  '__Schema.types': () => 100,
  '__Type.fields': () => 3,
  '__Field.args': () => 0.5,
  '__Type.ofType': () => 0.5,
  '__Type.inputFields': () => 1,
  '__Type.enumValues': () => 1,
  '__Type.interfaces': () => 0.5,
  '__Type.possibleTypes': () => 0.5,
};

const label = ({ labelUnits }: AskedSizes) => labelUnits;
const keys = ({ keyUnits }: AskedSizes) => keyUnits;
const texts = ({ textUnits }: AskedSizes) => textUnits;
const description = () => 80;

/** Leaves that are long by nature, or by what was asked: each in UTF-16 units. */
const EACH: Readonly<Record<string, (asked: AskedSizes) => number>> = {
  'LabelScore.label': label,
  'Classification.label': label,
  'Classification.labels': label,
  '__Type.description': description,
  '__Field.description': description,
  '__InputValue.description': description,
  '__EnumValue.description': description,
};

/** Leaves that come back as they were sent, or about so: all of one field together. */
const IN_ALL: Readonly<Record<string, (asked: AskedSizes) => number>> = {
  'ClassifyItem.key': keys,
  'SentimentItem.key': keys,
  'TranslateItem.key': keys,
  'SummarizeItem.key': keys,
  'Translation.text': (asked) => 2 * texts(asked),
  'Summary.text': texts,
  'SummarySentence.text': texts,
};
