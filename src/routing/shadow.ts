import { at } from '../batch.ts';
import { derive } from '../call.ts';
import { type Batch, type Call, isAnswered, type Outcome } from '../model.ts';
import type { Options, Result, Task } from '../task.ts';
import type { Chain } from './chain.ts';

/** How a shadow's answer compared with the one that was given. */
export interface ShadowRecord {
  task: Task;
  model: string;
  backend: string;
  /** Labels: 1 or 0. Texts: the share of words both have. Undefined when the shadow failed. */
  agreement?: number;
  latencyMs: number;
}

const UNDER_WAY_AT_MOST = 4;
const TIME_MS = 30_000;

/**
 * Sends copies of answered texts to another chain, after the answer, under a deadline of their own; shed when many are under way.
 * Texts that are to stay on this machine go to no shadow elsewhere.
 */
export function createShadow<T extends Task>(chain: Chain<T>, record: (record: ShadowRecord) => void) {
  let underWay = 0;
  return ({ texts, options }: Batch<T>, call: Call, answered: readonly Outcome<T>[]): void => {
    const places = texts.flatMap((_, place) => (answered[place] && isAnswered(answered[place]) ? [place] : []));
    if (places.length === 0 || underWay >= UNDER_WAY_AT_MOST || !mayHave(chain, options, call)) return;
    underWay += 1;
    const started = performance.now();
    chain
      .run({ texts: at(texts, places), options }, shadowCall(call))
      .then((outcomes) => {
        const latencyMs = performance.now() - started;
        outcomes.forEach((shadow, index) => {
          const given = answered[places[index] ?? 0];
          const agreement =
            given && isAnswered(given) && isAnswered(shadow) ? agreementOf(given.result.value, shadow.result.value) : undefined;
          record({ task: chain.model.task, model: chain.model.id, backend: chain.backend.name, agreement, latencyMs });
        });
      })
      .catch(() => undefined) // nobody waits for a shadow
      .finally(() => {
        underWay -= 1;
      });
  };
}

function mayHave<T extends Task>({ backend, model }: Chain<T>, options: Options<T>, { routing }: Call): boolean {
  return (backend.local || routing.strategy !== 'LOCAL_ONLY') && model.supports(options) === true;
}

/** Booked to the tenant that caused it, as a shadow. Nobody answers in its place. */
function shadowCall(call: Call): Call {
  return derive(call, {
    signal: new AbortController().signal,
    deadlineAt: performance.now() + TIME_MS,
    account: call.account.background('SHADOW'),
    routing: { ...call.routing, fallback: false },
    cache: 'BYPASS',
    trace: undefined,
  });
}

function agreementOf(given: Result<Task>, shadow: Result<Task>): number {
  if ('label' in given && 'label' in shadow) return given.label === shadow.label ? 1 : 0;
  if (!('text' in given && 'text' in shadow)) return 0;
  const [a, b] = [wordsOf(given.text), wordsOf(shadow.text)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return a.size + b.size === 0 ? 1 : (2 * shared) / (a.size + b.size);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
