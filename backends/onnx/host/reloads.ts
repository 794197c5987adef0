import type { BackendLog } from '../../../src/model.ts';
import type { LoadBook } from './load-book.ts';
import type { Seat } from './seat.ts';

/** Models that could not be loaded are tried again: files do not get better, but memory, descriptors and disks do. */
export interface Reloads {
  loaded(seat: Seat, model: string, loadMs: number): void;
  /** `againInMs` as the book gives it. */
  failed(model: string, problem: string, againInMs: number | undefined): void;
}

export function createReloads(book: LoadBook, isClosing: () => boolean, log?: BackendLog): Reloads {
  /** A seat without a process gets one that loads it as it starts. */
  function loadIn(seat: Seat, model: string): void {
    const folder = book.wanted(seat).find(({ manifest }) => manifest.id === model);
    if (folder) seat.worker?.tell({ kind: 'load', folder });
  }
  /** In one process at first: should it end again, the others go on. */
  function tryAgain(model: string): void {
    const seat = isClosing() ? undefined : book.retried(model);
    if (seat) loadIn(seat, model);
  }
  return {
    loaded(seat, model, loadMs) {
      if (book.health(model).state === 'FAILED') log?.note('model', { model, state: 'READY' });
      for (const other of book.loaded(seat, model, loadMs)) loadIn(other, model);
    },
    failed(model, problem, againInMs) {
      if (againInMs === undefined || isClosing()) return;
      log?.warn('model', { model, state: book.health(model).state, problem, againInMs });
      setTimeout(tryAgain, againInMs, model).unref();
    },
  };
}
