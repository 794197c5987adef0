import { beforeEach, describe, expect, it } from 'vitest';
import { createLoadBook, type LoadBook } from '../../../../backends/onnx/host/load-book.ts';
import type { Seat } from '../../../../backends/onnx/host/seat.ts';
import { fakeFolder } from './support.ts';

const folder = fakeFolder('echo');
let first: Seat;
let second: Seat;
let book: LoadBook;
beforeEach(() => {
  [first, second] = [{ loaded: new Set() }, { loaded: new Set() }];
  book = createLoadBook([first, second]);
  book.add(folder);
});

describe('a model that no process has had', () => {
  it('fails everywhere when one process refuses it', () => {
    book.refused(second, 'echo', 'is no model');
    expect(book.health('echo')).toEqual({ id: 'echo', state: 'FAILED', detail: 'is no model' });
    expect([book.wanted(first), book.wanted(second), book.isComplete()]).toEqual([[], [], true]);
  });

  it('fails everywhere when two processes end in a row while they load it', () => {
    book.crashed(first, 'echo');
    expect(book.health('echo').state).toBe('LOADING');
    book.crashed(second, 'echo');
    expect(book.health('echo').state).toBe('FAILED');
  });
});

describe('a model that every process has had', () => {
  beforeEach(() => {
    for (const seat of [first, second]) book.loaded(seat, 'echo', 5);
    second.loaded.clear();
  });

  it.each(['refuses it', 'ends twice while it loads it'])('is served by the others when a new process %s', (fault) => {
    if (fault === 'refuses it') book.refused(second, 'echo', 'no memory');
    else for (let time = 0; time < 2; time++) book.crashed(second, 'echo');
    expect(book.health('echo')).toMatchObject({ state: 'DEGRADED', loadMs: 5, detail: expect.any(String) });
    expect([book.wanted(first), book.wanted(second), book.isComplete()]).toEqual([[folder], [], true]);
  });

  it('is loaded anew where it did not fail, and fails when it failed everywhere', () => {
    book.refused(second, 'echo', 'no memory');
    first.loaded.clear();
    expect([book.health('echo').state, book.wanted(first)]).toEqual(['LOADING', [folder]]);
    book.refused(first, 'echo', 'no memory');
    expect(book.health('echo')).toEqual({ id: 'echo', state: 'FAILED', detail: 'no memory' });
  });
});

describe('a model that could not be loaded', () => {
  it('is tried again by one process, after a wait that doubles, and fails meanwhile', () => {
    expect(book.refused(first, 'echo', 'no memory')).toBe(5_000);
    expect(book.refused(second, 'echo', 'no memory')).toBeUndefined();
    expect(book.retried('echo')).toBe(first);
    expect([book.health('echo').state, book.wanted(first), book.wanted(second)]).toEqual(['FAILED', [folder], []]);
    expect(book.refused(first, 'echo', 'no memory')).toBe(10_000);
    expect(book.retried('echo')).toBe(second);
    expect(book.crashed(second, 'echo')).toBe(20_000);
  });

  it('is loaded by the others once one process has it, and counts as new', () => {
    book.refused(first, 'echo', 'no memory');
    book.retried('echo');
    expect(book.loaded(first, 'echo', 5)).toEqual([second]);
    expect(book.wanted(second)).toEqual([folder]);
    book.loaded(second, 'echo', 5);
    expect(book.health('echo')).toEqual({ id: 'echo', state: 'READY', loadMs: 5 });
    expect(book.refused(second, 'echo', 'no memory')).toBe(5_000);
  });
});
