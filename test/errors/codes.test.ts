import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/config/package-root.ts';
import { ERROR_TEXTS, ERRORS, type ErrorCode, RESERVED } from '../../src/errors.ts';
import { LAST_PROOFS, PROOFS } from './proofs.ts';
import { openWorld, type World } from './world.ts';

/** Codes that clients know already, for capabilities to come: nothing in the gateway may produce them without a proof here. */
const reserved = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => ERROR_TEXTS[code].startsWith(RESERVED));

const proofs = Object.entries({ ...PROOFS, ...LAST_PROOFS });

describe('every code', () => {
  it('has a condition that brings it about, or is kept for later', () => {
    const known = [...proofs.map(([code]) => code), ...reserved];
    expect(known.toSorted()).toEqual(Object.keys(ERRORS).toSorted());
  });

  it('that is kept for later is produced nowhere', () => {
    const sources = ['src', 'resolvers', 'backends']
      .flatMap((room) =>
        readdirSync(join(packageRoot, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)),
      )
      .filter((path) => path.endsWith('.ts') && path !== join('src', 'errors.ts'))
      .map((path) => readFileSync(join(packageRoot, path), 'utf8'))
      .join('\n');
    expect(reserved.filter((code) => new RegExp(`['"\`]${code}['"\`]`).test(sources))).toEqual([]);
  });
});

describe('in front of the real gateway', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world?.close());

  it('a caller who leaves does not spoil the list of requests for the operator', async () => {
    expect(await PROOFS.CLIENT_CLOSED_REQUEST?.(world)).toBe('CLIENT_CLOSED_REQUEST');
    expect(await world.ask('{ requests { nodes { code attempts { outcome code } } } }')).toBeUndefined();
  });

  it.each(proofs)('%s comes', async (code, proof) => {
    expect(await proof(world)).toBe(code);
  });
});
