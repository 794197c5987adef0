import { hash } from 'node:crypto';
import type { Options, Task } from './task.ts';
import { withChanges } from './with-changes.ts';

/** Where options that were read by value carry their key. */
const KEY = Symbol('options key');

/** A longer one is digested: keys are compared, and kept. */
const LONGEST_KEY = 200;

/** The same value with the keys of every object in order and nothing undefined. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const known = Object.entries(value).filter(([, item]) => item !== undefined);
  return known.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]);
}

function keyFrom(options: Options<Task>): string {
  const text = JSON.stringify(canonical(options));
  return text.length <= LONGEST_KEY ? text : hash('sha256', text, 'hex');
}

/** Freezes options that nobody else has, and writes their key onto them. */
export function keyed<T extends Task>(options: Options<T>, key = keyFrom(options)): Options<T> {
  return Object.freeze(Object.defineProperty(options, KEY, { value: key })) as Options<T>;
}

/** The same for options that say the same, and another for all others. */
export function optionsKey(options: Options<Task>): string {
  return (options as { [KEY]?: string })[KEY] ?? keyFrom(options);
}

/** The options with a language, as if they had been asked so. */
export function withLanguage<T extends Task>(options: Options<T>, language: string): Options<T> {
  const found = 'target' in options ? { source: language } : { language };
  return keyed(withChanges(options, found) as Options<T>, `${optionsKey(options)}\n${language}`);
}
