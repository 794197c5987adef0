import type { ModelEntry } from '../../src/gateway.ts';

/** A model in a list, the same whether it came from this process or over HTTP. */
export interface ListedModel {
  /** `backend/model` */
  id: string;
  version: string;
  tasks: readonly string[];
  state: string;
  /** The languages it reads, or the pairs it translates. Empty for any. */
  languages: readonly string[];
  labels: readonly string[];
  license: string | null;
  sizeBytes: number | null;
}

export const pairName = ({ source, target }: { source: string; target: string }): string => `${source}>${target}`;

/** A model of a gateway in this process. What could not be loaded has no version and no tasks. */
export function listedModel({ id, backend, health, models }: ModelEntry): ListedModel {
  const [first] = models;
  return {
    id: `${backend.name}/${id}`,
    version: first?.version ?? '',
    tasks: models.map(({ task }) => task),
    state: health.state,
    languages: first?.info.pairs.length ? first.info.pairs.map(pairName) : (first?.info.languages ?? []),
    labels: first?.info.labels ?? [],
    license: first?.info.license ?? null,
    sizeBytes: first?.info.sizeBytes ?? null,
  };
}
