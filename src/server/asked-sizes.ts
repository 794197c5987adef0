import { type FieldNode, valueFromASTUntyped } from 'graphql';
import type { RequestContext } from '../../resolvers/context.ts';
import { isRecord } from '../is-record.ts';
import { MAX_BATCH_ITEMS, MAX_LABEL_NAME_LENGTH, MAX_LABELS } from '../limits.ts';

/** What one field at the root asks for, as far as it says how large its answer can be. */
export interface AskedSizes {
  /** Texts of a batch. */
  items: number;
  /** Labels that a text can get. */
  labels: number;
  /** UTF-16 units of all texts, and of all keys. */
  textUnits: number;
  keyUnits: number;
  /** UTF-16 units of one label: the mean. */
  labelUnits: number;
  /** Of the argument `first`. */
  first: number;
  /** Of the argument `minutes`. */
  minutes: number;
}

/** What a field can ask for at most in one request of a megabyte. */
export const MAX_ASKED: AskedSizes = {
  items: MAX_BATCH_ITEMS,
  labels: MAX_LABELS,
  textUnits: 1_048_576,
  keyUnits: 1_048_576,
  labelUnits: MAX_LABEL_NAME_LENGTH,
  first: 100,
  minutes: 60,
};

type Variables = Readonly<Record<string, unknown>>;

/** What a field at the root asks for, with these variables. */
export function askedSizes({ arguments: given = [] }: FieldNode, variables: Variables): AskedSizes {
  const sent = (name: string) => {
    const node = given.find((argument) => argument.name.value === name)?.value;
    return node && valueFromASTUntyped(node, variables);
  };
  const input = sent('input');
  const { items, labels, text, classifier } = isRecord(input) ? input : {};
  const texts = listOf(items ?? { text }, MAX_BATCH_ITEMS);
  const named = listOf(labels ?? [], MAX_LABELS);
  return {
    items: texts.length,
    labels: classifier == null ? named.length : MAX_LABELS,
    textUnits: unitsOf(texts, 'text'),
    keyUnits: unitsOf(texts, 'key'),
    labelUnits: classifier == null ? unitsOf(named, 'name') / Math.max(1, named.length) : MAX_LABEL_NAME_LENGTH / 4,
    first: bounded(sent('first'), MAX_ASKED.first),
    minutes: bounded(sent('minutes'), MAX_ASKED.minutes),
  };
}

/** What is no list stands for a list of one. Longer lists are refused later. */
function listOf(value: unknown, most: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [value];
}

/** The length of a field in all of them together. */
function unitsOf(records: readonly unknown[], field: string): number {
  let units = 0;
  for (const record of records) {
    const value = isRecord(record) ? record[field] : undefined;
    if (typeof value === 'string') units += value.length;
  }
  return units;
}

function bounded(value: unknown, most: number): number {
  return typeof value === 'number' && value >= 0 && value <= most ? value : most;
}

/** How much of everything is configured: what stands in the place of a list of models. */
export interface CatalogSizes {
  models: number;
  backends: number;
  /** The most that one model has. */
  languages: number;
  pairs: number;
  labels: number;
  quality: number;
}

/** A large gateway. */
export const LARGE_CATALOG: CatalogSizes = { models: 500, backends: 50, languages: 100, pairs: 100, labels: 500, quality: 50 };

export function catalogSizes({ catalog }: Pick<RequestContext, 'catalog'>): CatalogSizes {
  const { models, backends } = catalog();
  const most = (list: 'languages' | 'pairs' | 'labels' | 'quality') => Math.max(1, ...models.map((model) => model[list].length));
  return {
    models: models.length,
    backends: backends.length,
    languages: most('languages'),
    pairs: most('pairs'),
    labels: most('labels'),
    quality: most('quality'),
  };
}
