import { readFileSync } from 'node:fs';
import type { Environment } from './environment.ts';
import { SettingsError } from './settings-error.ts';

const REFERENCE = /\$\{(?:file:(?<file>[^}]+)|(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<otherwise>(?:(?!\$\{)[^}])*))?)\}/g;

/**
 * Replaces `${VAR}`, `${VAR:-otherwise}` and `${file:path}` in every string of the settings.
 * An unset variable, an unreadable file, any other `${` or an alias that holds itself is a SettingsError that names the place.
 */
export function interpolate(
  value: unknown,
  env: Environment,
  path: readonly string[] = [],
  above: readonly unknown[] = [],
): unknown {
  if (typeof value === 'string') return replaced(value, env, path);
  if (value === null || typeof value !== 'object') return value;
  if (above.includes(value)) throw new SettingsError(`${path.join('.')}: a cycle, the alias holds itself. Write the value out.`);
  const within = [...above, value];
  if (Array.isArray(value)) return value.map((item, index) => interpolate(item, env, [...path, String(index)], within));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, env, [...path, key], within)]));
}

function replaced(text: string, env: Environment, path: readonly string[]): string {
  if (text.replace(REFERENCE, '').includes('${')) {
    const forms = `\${NAME}, \${NAME:-otherwise} or \${file:/path}`;
    throw new SettingsError(`${path.join('.')}: what begins with \${ there is no reference. Write ${forms}.`);
  }
  return text.replace(REFERENCE, (...match) => {
    const { file, name, otherwise } = match.at(-1) as { file?: string; name?: string; otherwise?: string };
    if (file !== undefined) return contentOf(file, path);
    const found = env[name ?? ''] || otherwise;
    if (found === undefined) {
      throw new SettingsError(
        `${path.join('.')}: the environment variable ${name} is not set. Set it, or write \${${name}:-otherwise}.`,
      );
    }
    return found;
  });
}

function contentOf(file: string, path: readonly string[]): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new SettingsError(`${path.join('.')}: the file ${file} cannot be read. Write the path of a readable file.`, cause);
  }
}
