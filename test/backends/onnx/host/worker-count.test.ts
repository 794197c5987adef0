import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { cpuQuota, defaultWorkerCount, parseCpuMax, workersFor } from '../../../../backends/onnx/host/worker-count.ts';

it('reads the quota of a container as CPUs', () => {
  expect(parseCpuMax('150000 100000\n')).toBe(1.5);
  expect(parseCpuMax('max 100000\n')).toBe(Number.POSITIVE_INFINITY);
  expect(parseCpuMax('')).toBe(Number.POSITIVE_INFINITY);
});

it.each([
  ['a container of version 2', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '200000 100000\n' }, 2],
  [
    'a service of version 2',
    {
      '/proc/self/cgroup': '0::/system.slice/lingraph.service\n',
      '/sys/fs/cgroup/system.slice/lingraph.service/cpu.max': '300000 100000\n',
    },
    3,
  ],
  [
    'a group inside a smaller one',
    {
      '/proc/self/cgroup': '0::/pods/one\n',
      '/sys/fs/cgroup/pods/cpu.max': '150000 100000\n',
      '/sys/fs/cgroup/pods/one/cpu.max': 'max 100000\n',
    },
    1.5,
  ],
  [
    'a container of version 1',
    {
      '/proc/self/cgroup': '12:memory:/docker/a\n4:cpu,cpuacct:/docker/a\n0::/docker/a\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '400000\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    },
    4,
  ],
  [
    'version 1 without a quota',
    {
      '/proc/self/cgroup': '4:cpu,cpuacct:/\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
    },
    Number.POSITIVE_INFINITY,
  ],
  ['no control groups', {}, Number.POSITIVE_INFINITY],
])('finds the CPU quota of %s', (_, files: Readonly<Record<string, string>>, cpus) => {
  expect(cpuQuota((path) => files[path])).toBe(cpus);
});

it.each([
  [300, 1],
  [512, 1],
  [768, 2],
  [1_000, 3],
  [1_024, 3],
  [2_048, 7],
  [64_000, 8],
])('starts no more workers than fit into %i MB: %i of 16 cores', (megabytes, workers) => {
  expect(workersFor({ cores: 16, quota: Number.POSITIVE_INFINITY, memoryBytes: megabytes * 1e6 })).toBe(workers);
});

it('goes by the cores where nothing bounds the memory', () => {
  const machine = { cores: 4, quota: Number.POSITIVE_INFINITY };
  expect(workersFor({ ...machine, memoryBytes: 0 })).toBe(3);
  expect(workersFor({ ...machine, memoryBytes: 2 ** 64 })).toBe(3);
  expect(workersFor({ ...machine, quota: 1.5, memoryBytes: 0 })).toBe(1);
});

it('leaves a core to the main process and never starts fewer than one worker', () => {
  expect(defaultWorkerCount()).toBeGreaterThanOrEqual(1);
  expect(defaultWorkerCount()).toBeLessThanOrEqual(Math.max(1, availableParallelism() - 1));
});
