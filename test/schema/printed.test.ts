import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { typeDefs } from '../../resolvers/type-defs.ts';
import { packageRoot } from '../../src/config/package-root.ts';

const PUBLISHED = ['origin/main', 'main', 'HEAD'];

describe('schema.graphql', () => {
  it('is the schema as it is (npm run docs prints it anew)', async () => {
    await expect(`${printSchema(buildSchema(typeDefs()))}\n`).toMatchFileSnapshot('../../schema.graphql');
  });

  it('takes nothing away from who uses the published one, unless the version says so', ({ skip }) => {
    const before = published();
    if (!before) {
      const reason = 'there is no git, no schema.graphql in it yet, or its version is not released';
      console.warn(`skipped: the check for breaking changes (${reason})`);
      return skip(reason);
    }
    const changes = breaking(before.schema, readFileSync(join(packageRoot, 'schema.graphql'), 'utf8'));
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    expect(mayBreak(before.version, version) ? [] : changes).toEqual([]);
  });
});

describe('the check for breaking changes', () => {
  const before = 'enum Label { GOOD BAD } type Query { label(text: String!, language: String): Label! }';
  it.each([
    ['a value of an enum that is gone', before.replace(' BAD', '')],
    ['an argument that became required', before.replace('language: String', 'language: String!')],
    ['a field that may now be null', before.replace('Label! }', 'Label }')],
  ])('sees %s', (_, after) => {
    expect(breaking(before, after)).toHaveLength(1);
  });

  it('lets additions through', () => {
    expect(breaking(before, before.replace('language: String', 'language: String, hint: String'))).toEqual([]);
  });

  it('begins with the release of a version', () => {
    expect(isReleased('0.2.0', '# Changelog\n\n## [Unreleased]\n\n- 0.2.0 is on its way\n')).toBe(false);
    expect(isReleased('0.2.0', '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2027-01-31\n')).toBe(true);
  });

  it('lets a new major version break, and a new minor one before 1.0', () => {
    expect(mayBreak('1.4.2', '2.0.0')).toBe(true);
    expect(mayBreak('0.1.0', '0.2.0')).toBe(true);
    expect(mayBreak('1.4.2', '1.5.0')).toBe(false);
    expect(mayBreak('0.1.0', '0.1.1')).toBe(false);
  });
});

function breaking(before: string, after: string): string[] {
  return findBreakingChanges(buildSchema(before), buildSchema(after)).map(({ description }) => description);
}

/** A version has a heading of its own in the changelog from its release on. Until then it may still change. */
function isReleased(version: string, changelog: string): boolean {
  return changelog.includes(`\n## [${version}]`);
}

function mayBreak(before: string, after: string): boolean {
  const era = (version: string) => /^0\.\d+|^\d+/.exec(version)?.[0];
  return era(before) !== era(after);
}

/** Schema and version of the first published commit that git knows and that has both; undefined while that version is not released. */
function published(): { schema: string; version: string } | undefined {
  for (const ref of PUBLISHED) {
    try {
      const { version } = JSON.parse(show(`${ref}:package.json`));
      const schema = show(`${ref}:schema.graphql`);
      return isReleased(version, show(`${ref}:CHANGELOG.md`)) ? { schema, version } : undefined;
    } catch {
      // the next one
    }
  }
  return undefined;
}

function show(object: string): string {
  return execFileSync('git', ['show', object], { cwd: packageRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
