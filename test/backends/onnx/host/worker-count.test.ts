import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { defaultWorkerCount, parseCpuMax } from '../../../../backends/onnx/host/worker-count.ts';

it('reads the quota of a container as CPUs', () => {
  expect(parseCpuMax('150000 100000\n')).toBe(1.5);
  expect(parseCpuMax('max 100000\n')).toBe(Number.POSITIVE_INFINITY);
  expect(parseCpuMax('')).toBe(Number.POSITIVE_INFINITY);
});

it('leaves a core to the main process and never starts fewer than one worker', () => {
  expect(defaultWorkerCount()).toBeGreaterThanOrEqual(1);
  expect(defaultWorkerCount()).toBeLessThanOrEqual(Math.max(1, availableParallelism() - 1));
});
