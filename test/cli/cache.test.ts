import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { openCache } from '../../src/cache/open-cache.ts';
import { GatewayError } from '../../src/errors.ts';
import { createGateway } from '../../src/gateway.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { TASKS, type Task } from '../../src/task.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { scriptedBackend, scriptedModel } from '../support/models.ts';
import { fakeWorld } from './fake-world.ts';

const everyTask = <Value>(value: Value) => Object.fromEntries(TASKS.map((task) => [task, value])) as Record<Task, Value>;
const folder = mkdtempSync(join(tmpdir(), 'lingraph-warm-'));
const model = scriptedModel({
  answer: (text) => {
    const isFirst = model.asked.flat().filter((asked) => asked === text).length === 1;
    return text === 'full' && isFirst ? new GatewayError('OVERLOADED', 'No place.', { retryAfterMs: 1 }) : 'POSITIVE';
  },
});
let server: RunningServer;

beforeAll(async () => {
  const gateway = createGateway({
    backends: [scriptedBackend('local', [model])],
    settings: {
      routes: everyTask({ policy: 'fallback', models: ['local'], maxAttempts: 3, hedge: false }),
      retry: { retries: 0, firstDelayMs: 1, maxDelayMs: 1 },
      breaker: { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 8, maxQueued: 8 },
      cache: {
        enabled: true,
        freshness: everyTask({ ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 }),
        scope: 'tenant',
      },
    },
    room: openCache({ maxBytes: 1_000_000, flightMs: 5_000 }),
    telemetry: createTelemetry({ requests: 10, keepTexts: false }),
  });
  server = await startServer({ gateway, host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function lingraph(...args: string[]) {
  const world = fakeWorld();
  const code = await runCli([...args, '--url', server.url], '0.0.0', world);
  return { code, out: world.out(), err: world.err() };
}

function fileOf(text: string): string {
  const file = join(folder, 'rows.ndjson');
  writeFileSync(file, text);
  return file;
}

describe('the cache of a running gateway', () => {
  it('is filled from a file, told of, and emptied', async () => {
    const rows = Array.from({ length: 120 }, (_, row) =>
      JSON.stringify({ task: 'sentiment', text: `text ${row % 110}`, language: 'en' }),
    );
    expect(await lingraph('cache', 'warm', fileOf(`\uFEFF${rows.join('\n')}\n\n`))).toMatchObject({
      code: 0,
      out: '120 kept, 0 failed\n',
    });
    expect(model.asked.flat()).toHaveLength(110);
    const stats = JSON.parse((await lingraph('cache', 'stats', '--json')).out);
    expect(stats).toMatchObject({ entries: 110, misses: 110 });
    expect((await lingraph('cache', 'stats')).out).toMatch(/entries +110/);
    expect((await lingraph('cache', 'purge', '--task', 'translate')).out).toBe('0 deleted\n');
    expect((await lingraph('cache', 'purge', '--text', 'text 7')).out).toBe('1 deleted\n');
    expect((await lingraph('cache', 'purge')).out).toBe('109 deleted\n');
  });

  it.each([
    ['not JSON', '{"task":"sentiment"', /Line 1 /],
    ['a task that is none', '\n{"task":"sing","text":"la"}', /Line 2 .*task/],
    ['an unknown option', '{"task":"sentiment","text":"a","tone":"x"}', /Line 1 .*tone/],
  ])('is not filled from a file with %s', async (_, text, message) => {
    const { code, err } = await lingraph('cache', 'warm', fileOf(text));
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('is filled with more bytes than a request may carry, and with what there was no room for at first', async () => {
    model.asked.length = 0;
    const long = Array.from({ length: 40 }, (_, row) => `row ${row} ${'x'.repeat(40_000)}`);
    const rows = ['full', ...long].map((text) => JSON.stringify({ task: 'sentiment', text, language: 'en' }));
    expect(await lingraph('cache', 'warm', fileOf(rows.join('\n')))).toMatchObject({ code: 0, out: '41 kept, 0 failed\n' });
    expect(model.asked.flat().filter((text) => text === 'full').length).toBe(2);
  });

  it('says which rows have no answer', async () => {
    const { code, out } = await lingraph('cache', 'warm', fileOf('{"task":"translate","text":"a","target":"pt"}'));
    expect([code, out]).toEqual([3, '0 kept, 1 failed\n']);
  });

  it('is not filled from a file that is not there', async () => {
    expect((await lingraph('cache', 'warm', join(folder, 'none'))).code).not.toBe(0);
  });
});

it('takes an address without a path for the endpoint, from the environment too', async () => {
  const world = fakeWorld();
  const code = await runCli(['cache', 'stats'], '0.0.0', { ...world, terminal: { color: false, url: server.url } });
  expect([code, world.err()]).toEqual([0, '']);
});

it.each(['not a url', 'ftp://host', ''])('refuses %s as an address', async (address) => {
  const world = fakeWorld();
  expect(await runCli(['cache', 'stats', '--url', address], '0.0.0', world)).toBe(2);
});
