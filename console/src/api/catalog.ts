import { type ModelCardFragment, ModelsDocument } from '../generated/graphql.ts';
import type { Failure } from './failure.ts';
import { send } from './send.ts';
import { createStore } from './store.ts';

/** What runs on this gateway. The models of the last answer stay while it is asked again. */
export interface Catalog {
  status: 'idle' | 'loading' | 'ready' | 'failed';
  models: readonly ModelCardFragment[];
  failure?: Failure;
  readAt?: Date;
}

export const catalog = createStore<Catalog>({ status: 'idle', models: [] });

/** A gateway with more models than this shows the first ones: the list is read in pages of 100. */
const maxPages = 10;

export async function readCatalog(): Promise<void> {
  const before = catalog.get();
  if (before.status === 'loading') return;
  catalog.set({ ...before, status: 'loading' });
  const models: ModelCardFragment[] = [];
  let after: string | null | undefined;
  for (let page = 0; page < maxPages; page++) {
    const { data, failure } = await send(ModelsDocument, { after });
    if (failure) return catalog.set({ ...before, status: 'failed', failure });
    models.push(...data.models.nodes);
    if (!data.models.pageInfo.hasNextPage) break;
    after = data.models.pageInfo.endCursor;
  }
  catalog.set({ status: 'ready', models, readAt: new Date() });
}
