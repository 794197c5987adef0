/** What a caller asks for, read once and by value: nothing of its object is kept, and nothing that happens to it later is seen. */
import { GatewayError } from './errors.ts';
import type { Label, Options, Task } from './task.ts';

type Given = Readonly<Record<string, unknown>>;

const unreadable = (path: readonly string[], message: string) => new GatewayError('INPUT_INVALID', message, { path });

function textAt(given: Given, field: string, path: readonly string[] = []): string | undefined {
  const value = given[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unreadable([...path, field], `${field} must be a text.`);
  return value;
}

function numberAt(given: Given, field: string): number | undefined {
  const value = given[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw unreadable([field], `${field} must be a number.`);
  return value;
}

/** False where nothing is said. */
function flagAt(given: Given, field: string): boolean {
  const value = given[field] ?? false;
  if (typeof value !== 'boolean') throw unreadable([field], `${field} must be true or false.`);
  return value;
}

function requiredAt(given: Given, field: string, path: readonly string[] = []): string {
  const value = textAt(given, field, path);
  if (value === undefined) throw unreadable([...path, field], `${field} is missing.`);
  return value;
}

function oneOf<Name extends string>(names: readonly Name[], value: string | undefined, field: string): Name | undefined {
  const name = names.find((known) => known === value);
  if (value !== undefined && name === undefined) throw unreadable([field], `${field} must be one of ${names.join(', ')}.`);
  return name;
}

/** At most so many are read: whether a list may be so long is judged after. */
const MAX_READ = 1_000;

function listAt<Item>(given: Given, field: string, path: readonly string[], read: (item: unknown, index: number) => Item) {
  const value = given[field];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw unreadable([...path, field], `${field} must be a list.`);
  const length = Math.min(value.length, MAX_READ);
  return Object.freeze(Array.from({ length }, (_, index) => read(value[index], index)));
}

function labelOf(given: unknown, index: number): Label {
  const path = ['labels', String(index)];
  if (typeof given !== 'object' || given === null) throw unreadable(path, 'A label must be an object with a name.');
  const name = requiredAt(given as Given, 'name', path);
  const description = textAt(given as Given, 'description', path);
  const examples = listAt(given as Given, 'examples', path, (example, place) => {
    if (typeof example !== 'string') throw unreadable([...path, 'examples', String(place)], 'An example must be a text.');
    return example;
  });
  return Object.freeze({ name, description, examples });
}

const FORMALITIES = ['FORMAL', 'INFORMAL'] as const;
const LENGTHS = ['SHORT', 'MEDIUM', 'LONG'] as const;
const FORMATS = ['PARAGRAPH', 'BULLETS', 'HEADLINE'] as const;

/** Members are written in the same order always, also those that nothing is said of: equal options look alike. */
const READERS: { readonly [T in Task]: (given: Given) => Options<T> } = {
  classify: (given) => ({
    labels: listAt(given, 'labels', [], labelOf),
    classifier: textAt(given, 'classifier'),
    multiLabel: flagAt(given, 'multiLabel'),
    threshold: numberAt(given, 'threshold'),
    language: textAt(given, 'language'),
  }),
  sentiment: (given) => ({ language: textAt(given, 'language') }),
  translate: (given) => ({
    target: requiredAt(given, 'target'),
    source: textAt(given, 'source'),
    formality: oneOf(FORMALITIES, textAt(given, 'formality'), 'formality'),
  }),
  summarize: (given) => ({
    length: oneOf(LENGTHS, requiredAt(given, 'length'), 'length') ?? 'MEDIUM',
    format: oneOf(FORMATS, requiredAt(given, 'format'), 'format') ?? 'PARAGRAPH',
    language: textAt(given, 'language'),
  }),
};

/** A copy of the options that nobody else has. INPUT_INVALID with the path where they cannot be read, or are not what the task takes. */
export function readOptions<T extends Task>(task: T, given: unknown): Options<T> | GatewayError {
  if (given !== undefined && (typeof given !== 'object' || given === null))
    return unreadable([], 'The options must be an object.');
  try {
    return READERS[task]((given ?? {}) as Given);
  } catch (thrown) {
    return thrown instanceof GatewayError ? thrown : unreadable([], 'The options cannot be read: reading them throws.');
  }
}
