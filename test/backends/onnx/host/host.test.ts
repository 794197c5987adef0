import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Host } from '../../../../backends/onnx/host/host.ts';
import { echoed, fakeFolder, laneCall, processOf, startHost } from './support.ts';

let host: Host | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

const texts = (count: number, text = 'steps 1'): readonly string[] =>
  Array.from({ length: count }, (_, place) => `${text} ${place}`);

/** A process that has ended but was not yet asked about is not running. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('the host', () => {
  it('answers in the order of the texts, whatever their lengths', async () => {
    host = await startHost({ workers: 2 });
    const given = Array.from({ length: 60 }, (_, place) => `${place} ${'word '.repeat((place * 37) % 300)}`);
    const rows = await host.inference('echo').run(given, '', laneCall());
    expect(rows.map(echoed)).toEqual(given);
  });

  it('runs 100 texts in no more batches than eighths and lengths', async () => {
    host = await startHost();
    const given = Array.from({ length: 100 }, (_, place) => 'word '.repeat(1 + (place % 50)));
    const rows = await host.inference('echo').run(given, '', laneCall());
    const batches = rows.reduce((sum, row) => sum + ('inputTokens' in row ? 1 / row.inputTokens : 0), 0);
    expect(Math.round(batches)).toBeLessThanOrEqual(Math.ceil(100 / 8) + 3 + 1);
  });

  it('puts lists that come together into one batch', async () => {
    host = await startHost();
    const inference = host.inference('echo');
    const rows = await Promise.all(texts(8).map((text) => inference.run([text], '', laneCall())));
    expect(rows.flat().map((row) => 'inputTokens' in row && row.inputTokens)).toEqual(new Array(8).fill(8));
  });

  it('refuses at once past its bound and says when to come again', async () => {
    host = await startHost({ maxQueueTokens: 100 });
    const inference = host.inference('echo');
    const admitted = inference.run(texts(60), '', laneCall());
    await new Promise(setImmediate);
    const [refused] = await inference.run(['one more'], '', laneCall());
    expect(refused).toMatchObject({ code: 'OVERLOADED', retryAfterMs: expect.any(Number) });
    expect((refused as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
    expect((await admitted).map(echoed)).toEqual(texts(60));
  });

  it('lets a caller who was let in bring the rest of its texts, such as the next round of a translation', async () => {
    host = await startHost({ maxQueueTokens: 100 });
    const inference = host.inference('echo');
    const call = laneCall();
    const begun = inference.run(['begun'], '', call);
    const flood = inference.run(texts(60), '', laneCall());
    await new Promise(setImmediate);
    expect((await inference.run(['rest'], '', call)).map(echoed)).toEqual(['rest']);
    await Promise.all([begun, flood]);
  });

  it('lets a second tenant in past the flood of a first, and serves it in its turn', async () => {
    host = await startHost({ maxQueueTokens: 400 });
    const inference = host.inference('echo');
    let floodAnswered = 0;
    const flood = texts(100).map(async (text) => {
      const [row] = await inference.run([text], '', laneCall({ tenant: 'flood' }));
      if (row && echoed(row) !== 'OVERLOADED') floodAnswered++;
    });
    const rows = await inference.run(texts(8), '', laneCall({ tenant: 'other' }));
    expect(rows.map(echoed)).toEqual(texts(8));
    expect(floodAnswered).toBeLessThanOrEqual(4 * 8);
    await Promise.all(flood);
    expect(floodAnswered).toBeGreaterThan(4 * 8);
  });

  it('serves a second model in its turn past a flood of the first', async () => {
    host = await startHost({}, [fakeFolder('echo'), fakeFolder('other')]);
    let floodAnswered = 0;
    const inference = host.inference('echo');
    const flood = texts(100).map((text) => inference.run([text], '', laneCall()).then(() => floodAnswered++));
    await host.inference('other').run(['good'], '', laneCall());
    expect(floodAnswered).toBeLessThanOrEqual(3 * 8);
    await Promise.all(flood);
  });

  it('answers at the deadline while the worker is still busy', async () => {
    host = await startHost();
    const inference = host.inference('echo');
    const busy = inference.run(['steps 20'], '', laneCall());
    const rows = await inference.run(['waits'], '', laneCall({ deadline: performance.now() + 50 }));
    expect(rows.map(echoed)).toEqual(['DEADLINE_EXCEEDED']);
    expect((await busy).map(echoed)).toEqual(['steps 20']);
  });

  it('never runs what its caller has left before its turn', async () => {
    host = await startHost();
    const inference = host.inference('echo');
    const caller = new AbortController();
    const busy = texts(16, 'steps 5').map((text) => inference.run([text], '', laneCall()));
    const left = inference.run(texts(30, 'crash'), '', laneCall({ signal: caller.signal }));
    setImmediate(() => caller.abort());
    expect((await left).map(echoed)).toEqual(new Array(30).fill('CLIENT_CLOSED_REQUEST'));
    expect((await Promise.all(busy)).flat().map(echoed)).toEqual(texts(16, 'steps 5'));
  });

  it('never runs what has passed its deadline before its turn', async () => {
    host = await startHost();
    const inference = host.inference('echo');
    const busy = texts(16, 'steps 20').map((text) => inference.run([text], '', laneCall()));
    // Long enough to be admitted on the guess of the first batches, shorter than the batch that is running.
    const late = inference.run(texts(30, 'crash'), '', laneCall({ deadline: performance.now() + 150 }));
    expect((await late).map(echoed)).toEqual(new Array(30).fill('DEADLINE_EXCEEDED'));
    const rows = (await Promise.all(busy)).flat();
    expect(rows.map(echoed)).toEqual(texts(16, 'steps 20'));
    expect(new Set(rows.map(processOf)).size).toBe(1);
  });

  it('reaches a decoder between its steps when the caller leaves', async () => {
    host = await startHost();
    const inference = host.inference('echo');
    const caller = new AbortController();
    const left = inference.run(['steps 2000'], '', laneCall({ signal: caller.signal }));
    setTimeout(() => caller.abort(), 100);
    await left;
    expect((await inference.run(['next'], '', laneCall({ deadline: performance.now() + 5_000 }))).map(echoed)).toEqual(['next']);
  });

  it('leaves no listener on the signal of a caller', async () => {
    host = await startHost();
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, 'removeEventListener');
    const add = vi.spyOn(signal, 'addEventListener');
    const inference = host.inference('echo');
    await Promise.all(texts(30).map((text) => inference.run([text], '', laneCall({ signal }))));
    expect(add).toHaveBeenCalledTimes(30);
    expect(remove).toHaveBeenCalledTimes(30);
  });

  it('says what memory its processes hold, and nothing once there are none', async () => {
    host = await startHost({ workers: 2 });
    expect(host.memoryBytes()).toBeGreaterThan(2 * 10_000_000);
    await host.close();
    expect(host.memoryBytes()).toBeUndefined();
  });

  it('finishes the work under way before it closes, and its processes end', async () => {
    host = await startHost({ workers: 2 });
    const inference = host.inference('echo');
    const running = inference.run(texts(40), '', laneCall());
    await new Promise(setImmediate);
    await host.close();
    const rows = await running;
    expect(rows.map(echoed)).toEqual(texts(40));
    expect(rows.map((row) => isRunning(Number(processOf(row))))).toEqual(new Array(40).fill(false));
    expect((await inference.run(['late'], '', laneCall())).map(echoed)).toEqual(['MODEL_NOT_READY']);
  });

  it('leaves no process behind when it is killed itself in the middle of work', async () => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'abandoning-parent.js')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(parent.stdout, 'data');
    const worker = Number(String(said));
    expect(isRunning(worker)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isRunning(worker)).toBe(false), 30_000);
  });
});
