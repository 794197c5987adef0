import type { ReactNode } from 'react';
import { catalog } from '../api/catalog.ts';
import { useStore } from '../api/store.ts';
import type { CacheStatus, MetaFragment } from '../generated/graphql.ts';
import { count, dollars, milliseconds, words } from '../ui/format.ts';
import { Attempts } from './attempts.tsx';

const CACHE_TEXT: Readonly<Record<CacheStatus, string>> = {
  HIT: 'Answered from the cache.',
  SEMANTIC_HIT: 'A text of nearly the same meaning was answered before.',
  MISS: 'Not in the cache: the model was asked.',
  COALESCED: 'Shared with the same request that was already under way.',
  STALE: 'An older answer, while a new one is made.',
  BYPASS: 'The cache was not asked.',
};

function Entry({ name, children, title }: { name: string; children: ReactNode; title?: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function usageText(usage: NonNullable<MetaFragment['usage']>): string {
  return `${usage.estimated ? '≈ ' : ''}${count(usage.inputTokens)} in, ${count(usage.outputTokens)} out`;
}

/** A local model has no price: that it ran here says more than $0. */
const costText = (costUsd: number | null, isLocal: boolean): string =>
  isLocal && !costUsd ? 'none: it ran here' : costUsd === null ? 'price not known' : dollars(costUsd);

/** How an answer came about. */
export function MetaStrip({ meta, roundTripMs }: { meta: MetaFragment; roundTripMs: number }) {
  const { cache, usage } = meta;
  const { models } = useStore(catalog);
  const isLocal = models.some(({ id, backend }) => id === meta.model.id && backend.local);
  return (
    <footer className="meta">
      <dl className="figures">
        <Entry name="Model">
          <code>
            {meta.model.id}@{meta.model.version}
          </code>
        </Entry>
        <Entry name="Backend" title={`kind: ${meta.backend.kind}`}>
          <code>{meta.backend.id}</code>
        </Entry>
        <Entry name="Cache" title={CACHE_TEXT[cache.status]}>
          <span className={`badge cache-${cache.status.toLowerCase()}`}>{words(cache.status)}</span>
          {cache.ageSeconds !== null && ` ${count(cache.ageSeconds)} s old`}
          {cache.similarity !== null && ` ${cache.similarity.toFixed(2)} alike`}
        </Entry>
        <Entry name="Latency" title="In the gateway, and as this page saw it">
          {milliseconds(meta.latencyMs)} <span className="hint">{milliseconds(roundTripMs)} round trip</span>
        </Entry>
        {usage && <Entry name="Tokens">{usageText(usage)}</Entry>}
        {usage && <Entry name="Cost">{costText(usage.costUsd, isLocal)}</Entry>}
        <Entry name="Request">
          <code className="breakable">{meta.requestId}</code>
        </Entry>
      </dl>
      {meta.degraded && <p className="notice warn">A better model of the route could not answer; this is the next best.</p>}
      <Attempts attempts={meta.attempts} />
    </footer>
  );
}
