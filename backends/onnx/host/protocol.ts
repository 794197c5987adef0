/** What the main process and its worker processes say to each other. Texts go out, packed rows come back. */
import type { ModelFolder } from '../manifest.ts';
import type { PackedRows } from './packed-rows.ts';

export type ToWorker =
  | { kind: 'load'; folder: ModelFolder }
  | { kind: 'run'; batch: number; model: string; output: string; texts: readonly string[] }
  /** The text at `place` of a batch has no caller any more. */
  | { kind: 'cancel'; batch: number; place: number }
  | { kind: 'stop' };

/** Loads and batches are answered in the order they were sent. */
export type FromWorker =
  | { kind: 'loaded'; model: string; loadMs: number; memoryBytes: number }
  | { kind: 'refused'; model: string; detail: string }
  /** `memoryBytes` is the resident memory of the process, where it was looked at. */
  | { kind: 'rows'; batch: number; rows: PackedRows; memoryBytes?: number }
  | { kind: 'threw'; batch: number; detail: string }
  /** The worker has started, or its batch has come a step further. */
  | { kind: 'alive' };
