import type { z } from 'zod';

/** The part of JSON Schema that says which keys there are. */
interface Keys {
  properties?: Readonly<Record<string, Keys>>;
  additionalProperties?: Keys | boolean;
  items?: Keys;
  oneOf?: readonly Keys[];
  const?: unknown;
}

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with settings, a line each: the path in the file, and what to write instead.
 * `schema` is the JSON Schema of the settings, `written` what the file holds.
 */
export function explain(issues: readonly Issue[], schema: object, written: unknown): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(
        (key) => `${pathOf([...issue.path, key])}: no such setting. ${instead(key, keysAt(schema, written, issue.path))}`,
      );
    const told = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue;
    return [`${pathOf(issue.path)}: ${advice(told)}`];
  });
}

const pathOf = (path: readonly PropertyKey[]) => path.map(String).join('.') || 'the file';

const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  record: 'a mapping',
  object: 'a mapping',
};

/** What to write, of an issue that zod found by itself; else its message, which was written for settings. */
function advice(issue: Issue): string {
  if (issue.code === 'invalid_type') {
    const wanted = KINDS[issue.expected] ?? issue.expected;
    return issue.message.endsWith('undefined') ? `missing. Write ${wanted}.` : `Write ${wanted}.`;
  }
  if (issue.code === 'invalid_value') return `Write one of ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'too_small') return `Write ${KINDS[issue.origin] ?? issue.origin} of at least ${issue.minimum}.`;
  if (issue.code === 'too_big') return `Write ${KINDS[issue.origin] ?? issue.origin} of at most ${issue.maximum}.`;
  const kinds = [...issue.message.matchAll(/'(\w+)'/g)].map(([, kind]) => kind);
  if (issue.code === 'invalid_union' && kinds.length > 0) return `Write one of ${kinds.join(', ')}.`;
  return /[.!?]$/.test(issue.message) ? issue.message : `${issue.message}.`;
}

/** What settings were called before 0.2. */
const RENAMED: Readonly<Record<string, string>> = {
  use: 'models',
  near: 'semantic',
  failureShare: 'failureRateThreshold',
  coolDownMs: 'openDurationMs',
  maxCoolDownMs: 'maxOpenDurationMs',
  concurrency: 'maxConcurrent',
  queue: 'maxQueued',
  operations: 'admin',
};

function instead(key: string, known: readonly string[]): string {
  const renamed = Object.hasOwn(RENAMED, key) ? RENAMED[key] : undefined;
  if (renamed !== undefined && known.includes(renamed)) return `It is called ${renamed} now.`;
  const near = known.find((name) => isNear(key.toLowerCase(), name.toLowerCase()));
  if (near) return `Write ${near}.`;
  return known.length > 0 ? `Write one of ${known.join(', ')}.` : 'Remove it.';
}

/** One letter more, less, other, or two that changed places. */
function isNear(one: string, other: string): boolean {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [a, b] = [one.slice(same), other.slice(same)];
  return (
    a.slice(1) === b ||
    a === b.slice(1) ||
    a.slice(1) === b.slice(1) ||
    (a.slice(2) === b.slice(2) && a[0] === b[1] && a[1] === b[0])
  );
}

/** The keys that may stand at a path. Where there are several kinds, those of the kind that is written. */
function keysAt(schema: Keys, written: unknown, path: readonly PropertyKey[]): string[] {
  const [key, ...rest] = path;
  const here = schema.oneOf?.find(({ properties }) => properties?.kind?.const === valueAt(written, 'kind')) ?? schema;
  if (key === undefined) return Object.keys(here.properties ?? {});
  const next = here.properties?.[String(key)] ?? here.items ?? here.additionalProperties;
  return typeof next === 'object' ? keysAt(next, valueAt(written, key), rest) : [];
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}
