import type { Task } from '../task.ts';
import { tenantDigest } from './entry.ts';
import type { Memory } from './memory.ts';
import type { Store } from './store.ts';

/** Which entries are meant: all of what is given must fit; nothing given means every entry. */
export interface PurgeInput {
  task?: Task;
  /** `backend/model`, of any version. */
  model?: string;
  tenant?: string;
  /** The whole key of one entry. */
  key?: string;
}

/** Forgets entries in memory and in the store; gives how many were forgotten in both. */
export async function purge({ memory, store }: { memory: Memory; store?: Store }, meant: PurgeInput): Promise<number> {
  const tenant = meant.tenant === undefined ? undefined : tenantDigest(meant.tenant);
  const isMeant = (key: string) => {
    const [task, model, owner] = key.split(':');
    return (
      (meant.task === undefined || task === meant.task) &&
      (meant.model === undefined || model?.slice(0, model.lastIndexOf('@')) === meant.model) &&
      (tenant === undefined || owner === tenant) &&
      (meant.key === undefined || key === meant.key)
    );
  };
  return memory.delete(isMeant) + ((await store?.delete(isMeant)) ?? 0);
}
