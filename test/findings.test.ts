import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/config/package-root.ts';

const FOLDER = join(packageRoot, 'findings');
const MAX_LINES = 12;

describe.each(readdirSync(FOLDER))('the finding %s', (name) => {
  const script = readFileSync(join(FOLDER, name), 'utf8');
  const [first, ...lines] = script.split('\n');
  const comment = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('# ')),
  );

  it('is a script that stops at the first failure and may be run', () => {
    expect(name).toMatch(/^[a-z0-9-]+\.sh$/);
    expect(first).toBe('#!/usr/bin/env bash');
    expect(lines[comment.length]).toBe('set -euo pipefail');
    expect(statSync(join(FOLDER, name)).mode & 0o111).toBe(0o111);
  });

  it('says in a few lines which versions it is about, what was guessed and what was seen', () => {
    expect(comment.length).toBeLessThanOrEqual(MAX_LINES);
    expect(comment[0]).toMatch(/^# \S+ \d+\.\d+.* \((npm|PyPI|Debian)\)$/);
    expect(comment.filter((line) => line.startsWith('# Guess: '))).toHaveLength(1);
    expect(comment.filter((line) => line.startsWith('# Seen: '))).toHaveLength(1);
  });

  it('installs into a folder of its own, which it removes', () => {
    expect(script).toContain('folder=$(mktemp -d)');
    expect(script).toMatch(/^trap '.*rm -rf "\$folder"' EXIT$/m);
    for (const [version] of (comment[0] ?? '').matchAll(/\d+(\.\d+)+/g)) expect(script.split(version).length).toBeGreaterThan(2);
  });
});
