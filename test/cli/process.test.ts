import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { endWithSuite } from '../support/end-with-suite.ts';

/** Built by `npm test` before the tests. */
const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(args: string[]) {
  const child = endWithSuite(spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe' }));
  started.push(child);
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, err }));
  return { child, ended };
}

async function addressOf(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): void {
  server.closeAllConnections();
  server.close();
}

describe('the process', () => {
  it('ends quietly when nobody reads its output any more', async () => {
    const { child, ended } = start(['schema']);
    child.stdout.destroy();
    expect(await ended).toEqual({ code: 0, signal: null, err: '' });
  });

  it('ends when asked to while it waits for more input', async () => {
    const result = {
      text: 'olá',
      source: 'en',
      target: 'pt',
      meta: { model: { id: 'm', version: '1' }, cache: { status: 'MISS' } },
    };
    const server = createServer((_, response) =>
      response.end(JSON.stringify({ data: { batch: { items: [{ index: 0, result }] } } })),
    );
    const { child, ended } = start(['translate', '--to', 'pt', '--url', await addressOf(server)]);
    child.stdin.write('hello\n');
    const [answer] = await once(child.stdout, 'data');
    expect(String(answer)).toBe('olá\n');
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 130, signal: null, err: '' });
    close(server);
  });

  it('ends when asked to while it waits for an answer', async () => {
    const server = createServer(() => {}); // it never answers
    const { child, ended } = start(['sentiment', '--url', await addressOf(server), 'text']);
    await once(server, 'request');
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 143, signal: null, err: '' });
    close(server);
  });

  it.skipIf(process.platform !== 'linux')('says in a line when its output cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [MAIN, 'schema'], { stdio: ['ignore', full, 'pipe'] });
    started.push(child);
    closeSync(full);
    let err = '';
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    const [code] = await once(child, 'close');
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^lingraph: The output cannot be written: ENOSPC.*\n$/),
    });
  });

  it('serves until it is asked to end, which is no failure', async () => {
    const { child, ended } = start(['serve', '--port', '0']);
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('/graphql')) child.kill('SIGTERM');
    });
    expect(await ended).toMatchObject({ code: 0, signal: null });
  });

  it('ends when asked to although nobody reads what it has to say', async () => {
    const value = { text: 'x'.repeat(1_000_000), source: 'en', target: 'pt' };
    const result = { ...value, meta: { model: { id: 'm', version: '1' }, cache: { status: 'MISS' } } };
    const server = createServer((_, response) =>
      response.end(JSON.stringify({ data: { batch: { items: [{ index: 0, result }] } } }), () => answered()),
    );
    let answered = () => {};
    const begun = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const { child } = start(['translate', '--to', 'pt', '--url', await addressOf(server), 'text']);
    await begun;
    await sleep(300); // until it has written what fits into the pipe
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(143);
    close(server);
  });

  it('prints its version, and help with no color in a pipe', async () => {
    const { child, ended } = start(['--help']);
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    expect((await ended).code).toBe(0);
    expect(out).toContain('Usage: lingraph');
    expect(out).not.toContain('\u001b');
  });
});
