import { fork } from 'node:child_process';
import { afterEach, expect, it, vi } from 'vitest';
import type { Host } from '../../../../backends/onnx/host/host.ts';
import { echoed, laneCall, startHost } from './support.ts';

vi.mock('node:child_process', async (original) => {
  const real = await original<typeof import('node:child_process')>();
  return { ...real, fork: vi.fn(real.fork) };
});

const noMemory = () => {
  throw new Error('spawn ENOMEM');
};

let host: Host | undefined;
afterEach(() => host?.close());

it('starts a process later where the system has no memory for one now', async () => {
  vi.mocked(fork).mockImplementationOnce(noMemory);
  host = await startHost();
  vi.mocked(fork).mockImplementationOnce(noMemory);
  const rows = await host.inference('echo').run(['crash', 'good'], '', laneCall());
  expect(rows.map(echoed)).toEqual(['MODEL_FAILED', 'good']);
  expect(vi.mocked(fork).mock.results.filter(({ type }) => type === 'throw')).toHaveLength(2);
});
