import { beforeEach, describe, expect, it } from 'vitest';
import { createLoadTracker, type LoadTracker } from '../../../../backends/onnx/host/load-tracker.ts';
import type { WorkerSlot } from '../../../../backends/onnx/host/worker-slot.ts';
import { fakeFolder } from './support.ts';

const folder = fakeFolder('echo');
let first: WorkerSlot;
let second: WorkerSlot;
let tracker: LoadTracker;
beforeEach(() => {
  [first, second] = [{ loaded: new Set() }, { loaded: new Set() }];
  tracker = createLoadTracker([first, second]);
  tracker.add(folder);
});

describe('a model that no process has had', () => {
  it('fails everywhere when one process refuses it', () => {
    tracker.refused(second, 'echo', 'is no model');
    expect(tracker.health('echo')).toEqual({ id: 'echo', state: 'FAILED', detail: 'is no model' });
    expect([tracker.wanted(first), tracker.wanted(second), tracker.isComplete()]).toEqual([[], [], true]);
  });

  it('fails everywhere when two processes end in a row while they load it', () => {
    tracker.crashed(first, 'echo');
    expect(tracker.health('echo').state).toBe('LOADING');
    tracker.crashed(second, 'echo');
    expect(tracker.health('echo').state).toBe('FAILED');
  });
});

describe('a model that every process has had', () => {
  beforeEach(() => {
    for (const slot of [first, second]) tracker.loaded(slot, 'echo', 5);
    second.loaded.clear();
  });

  it.each(['refuses it', 'ends twice while it loads it'])('is served by the others when a new process %s', (fault) => {
    if (fault === 'refuses it') tracker.refused(second, 'echo', 'no memory');
    else for (let time = 0; time < 2; time++) tracker.crashed(second, 'echo');
    expect(tracker.health('echo')).toMatchObject({ state: 'DEGRADED', loadMs: 5, detail: expect.any(String) });
    expect([tracker.wanted(first), tracker.wanted(second), tracker.isComplete()]).toEqual([[folder], [], true]);
  });

  it('is loaded anew where it did not fail, and fails when it failed everywhere', () => {
    tracker.refused(second, 'echo', 'no memory');
    first.loaded.clear();
    expect([tracker.health('echo').state, tracker.wanted(first)]).toEqual(['LOADING', [folder]]);
    tracker.refused(first, 'echo', 'no memory');
    expect(tracker.health('echo')).toEqual({ id: 'echo', state: 'FAILED', detail: 'no memory' });
  });
});

describe('a model that could not be loaded', () => {
  it('is tried again by one process, after a wait that doubles, and fails meanwhile', () => {
    expect(tracker.refused(first, 'echo', 'no memory')).toBe(5_000);
    expect(tracker.refused(second, 'echo', 'no memory')).toBeUndefined();
    expect(tracker.retried('echo')).toBe(first);
    expect([tracker.health('echo').state, tracker.wanted(first), tracker.wanted(second)]).toEqual(['FAILED', [folder], []]);
    expect(tracker.refused(first, 'echo', 'no memory')).toBe(10_000);
    expect(tracker.retried('echo')).toBe(second);
    expect(tracker.crashed(second, 'echo')).toBe(20_000);
  });

  it('is loaded by the others once one process has it, and counts as new', () => {
    tracker.refused(first, 'echo', 'no memory');
    tracker.retried('echo');
    expect(tracker.loaded(first, 'echo', 5)).toEqual([second]);
    expect(tracker.wanted(second)).toEqual([folder]);
    tracker.loaded(second, 'echo', 5);
    expect(tracker.health('echo')).toEqual({ id: 'echo', state: 'READY', loadMs: 5 });
    expect(tracker.refused(second, 'echo', 'no memory')).toBe(5_000);
  });
});
