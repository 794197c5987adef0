import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Host } from '../../../../backends/onnx/host/host.ts';
import { GatewayError } from '../../../../src/errors.ts';
import { echoed, fakeFolder, laneCall, processOf, startHost } from './support.ts';

let host: Host | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

const good = Array.from({ length: 20 }, (_, place) => `good ${place}`);

describe('a worker that fails', () => {
  it.each(['crash', 'exit', 'hang', 'throw', 'out of memory'])(
    'by %s costs one text its answer, and no other',
    async (misdeed) => {
      host = await startHost();
      const texts = [...good.slice(0, 11), misdeed, ...good.slice(11)];
      const rows = await host.inference('echo').run(texts, '', laneCall());
      expect(rows.map(echoed)).toEqual(texts.map((text) => (text === misdeed ? 'MODEL_FAILED' : text)));
    },
  );

  it('takes at most two processes with it for one poisonous text', async () => {
    host = await startHost({ workers: 2 });
    const rows = await host.inference('echo').run([...good, 'crash', ...good], '', laneCall());
    expect(rows.map(echoed).filter((text) => text.startsWith('good'))).toHaveLength(40);
    const afterwards = await host.inference('echo').run(good, '', laneCall());
    expect(new Set([...rows, ...afterwards].map(processOf)).size).toBeLessThanOrEqual(2 + 2 + 1);
  });

  it('by a passing fault answers every text in the end', async () => {
    host = await startHost();
    const rows = await host.inference('echo').run(['once crash', ...good], '', laneCall());
    expect(rows.map(echoed)).toEqual(['once crash', ...good]);
  });

  it('has its neighbors tried again one at a time', async () => {
    host = await startHost();
    const rows = await host.inference('echo').run(['throw', ...good.slice(0, 7)], '', laneCall());
    expect(rows.slice(1).map((row) => (row instanceof GatewayError ? 0 : row.inputTokens))).toEqual(new Array(7).fill(1));
  });

  it('says why in the cause, not in the message', async () => {
    host = await startHost();
    const [row] = await host.inference('echo').run(['throw'], '', laneCall());
    expect(row).toMatchObject({ code: 'MODEL_FAILED', cause: new Error('this engine throws') });
    expect((row as GatewayError).message).not.toContain('throws');
  });

  it('is replaced, and the next request is answered by another process', async () => {
    host = await startHost();
    const [before] = await host.inference('echo').run(['good'], '', laneCall());
    await host.inference('echo').run(['crash'], '', laneCall());
    const [after] = await host.inference('echo').run(['good'], '', laneCall());
    expect(after && echoed(after)).toBe('good');
    expect(after && processOf(after)).not.toBe(before && processOf(before));
    expect(host.health('echo').state).toBe('READY');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('does not go when %s is sent to the whole group', async (signal) => {
    host = await startHost();
    const [before] = await host.inference('echo').run(['good'], '', laneCall());
    const worker = before && processOf(before);
    const answer = host.inference('echo').run(['steps 20'], '', laneCall());
    process.kill(Number(worker), signal);
    expect((await answer).map(processOf)).toEqual([worker]);
  });

  it('is not taken for hung while it makes progress', async () => {
    host = await startHost({ runTimeoutMs: 1_500 });
    const [row] = await host.inference('echo').run(['steps 120'], '', laneCall());
    expect(row).toMatchObject({ outputTokens: 120 });
  });
});

describe('a model that fails to load', () => {
  it.each(['refused', 'crash', 'throw'])('by %s is named, and the others serve', async (version) => {
    host = await startHost({}, [fakeFolder('broken', version), fakeFolder('echo')]);
    expect(host.health('broken')).toMatchObject({ state: 'FAILED', detail: expect.stringMatching(/weights.onnx|ended|throws/) });
    const [row] = await host.inference('echo').run(['good'], '', laneCall());
    expect(row && echoed(row)).toBe('good');
    const [refused] = await host.inference('broken').run(['good'], '', laneCall());
    expect(refused).toMatchObject({ code: 'MODEL_NOT_READY' });
  });

  it('is every model where no worker starts', async () => {
    host = await startHost({ entry: '/nowhere/worker.js' });
    expect(host.health('echo')).toMatchObject({ state: 'FAILED' });
    const [row] = await host.inference('echo').run(['good'], '', laneCall());
    expect(row).toMatchObject({ code: 'MODEL_NOT_READY' });
  });
});

describe('what an operator is told', () => {
  const told = () => {
    const queues: unknown[] = [];
    const log = {
      note: (event: string, fields: object) => void queues.push({ event, ...fields }),
      warn: (event: string, fields: object) => void queues.push({ event, ...fields }),
    };
    return { queues, log };
  };

  it('is that a worker was killed by a signal, and what it was at', async () => {
    const { queues, log } = told();
    host = await startHost({ log });
    await host.inference('echo').run(['crash'], '', laneCall());
    expect(queues).toContainEqual({ event: 'worker', problem: 'a worker process was killed by SIGSEGV', while: 'it ran echo' });
    const [row] = await host.inference('echo').run(['good'], '', laneCall());
    process.kill(Number(row && processOf(row)), 'SIGKILL');
    await vi.waitFor(() => expect(queues.at(-1)).toMatchObject({ problem: expect.stringContaining('short of memory') }), 30_000);
  });

  it('is that no worker starts', async () => {
    const { queues, log } = told();
    host = await startHost({ log, entry: '/nowhere/worker.js' });
    expect(queues[0]).toEqual({ event: 'worker', problem: 'a worker process ended with code 1', while: 'it started' });
  });

  it.each(['needs its folder', 'dies without its folder'])(
    'is that a model that %s failed, is tried again, and is ready',
    async (version) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      const { queues, log } = told();
      const path = mkdtempSync(join(tmpdir(), 'lingraph-'));
      rmSync(path, { recursive: true });
      const later = setInterval(() => vi.advanceTimersByTime(200), 10); // restarts are put off by timers too
      onTestFinished(() => clearInterval(later));
      host = await startHost({ log, runTimeoutMs: 1_000_000 }, [fakeFolder('echo'), fakeFolder('late', version, path)]);
      const failures = () => queues.filter((modelQueue) => (modelQueue as { event: string }).event === 'model');
      expect(failures()[0]).toMatchObject({ model: 'late', state: 'FAILED', problem: expect.any(String), againInMs: 5_000 });
      expect((await host.inference('late').run(['good'], '', laneCall())).map(echoed)).toEqual(['MODEL_NOT_READY']);
      await vi.waitUntil(() => failures().length > 1, { timeout: 30_000 });
      expect(failures()[1]).toMatchObject({ state: 'FAILED', againInMs: 10_000 });
      mkdirSync(path);
      onTestFinished(() => rmSync(path, { recursive: true, force: true }));
      const ready = { event: 'model', model: 'late', state: 'READY' };
      await vi.waitFor(() => expect(failures().at(-1)).toEqual(ready), 30_000);
      expect(
        (await host.inference('late').run(['good'], '', laneCall({ deadline: performance.now() + 1e9 }))).map(echoed),
      ).toEqual(['good']);
    },
  );
});
