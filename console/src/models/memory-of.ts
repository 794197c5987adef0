import type { ModelCardFragment } from '../generated/graphql.ts';
import { bytes } from '../ui/format.ts';

/** What is known of the memory of a model: only that of the processes which it shares with the others of its backend. */
export function memoryOf({ backend }: ModelCardFragment, models: readonly ModelCardFragment[]) {
  if (backend.memoryBytes === null) return undefined;
  const sharing = models.filter((model) => model.backend.id === backend.id && model.version !== '').length;
  const size = bytes(backend.memoryBytes);
  return {
    short: sharing > 1 ? `${size}, all ${sharing} of ${backend.id} together` : size,
    long: `${size} in the processes of ${backend.id}${sharing > 1 ? `, which its ${sharing} models share: what each takes of it cannot be told` : ''}`,
  };
}
