import type { CacheMode, Formality, RoutingStrategy, SummaryFormat, SummaryLength } from '../generated/graphql.ts';
import type { TaskName } from './task.ts';

export interface LabelDraft {
  name: string;
  description: string;
}

/** Everything the forms hold, for all tasks at once: the text follows its author from tab to tab only when he wants it. */
export interface Form {
  text: string;
  /** Declared language of the text; empty for detection. */
  language: string;
  labels: readonly LabelDraft[];
  /** Id of a classifier with fixed labels; empty when the caller brings labels. */
  classifier: string;
  multiLabel: boolean;
  threshold: number;
  source: string;
  target: string;
  formality: Formality | '';
  length: SummaryLength;
  format: SummaryFormat;
  /** Exactly one of these three steers the request: the model, else the backend, else the strategy. */
  model: string;
  backend: string;
  strategy: RoutingStrategy;
  fallback: boolean;
  /** Milliseconds; empty for the gateway's own limit. */
  timeoutMs: string;
  cache: CacheMode;
}

const EMPTY: Form = {
  text: '',
  language: '',
  labels: [],
  classifier: '',
  multiLabel: false,
  threshold: 0.5,
  source: '',
  target: 'pt',
  formality: '',
  length: 'MEDIUM',
  format: 'PARAGRAPH',
  model: '',
  backend: '',
  strategy: 'AUTO',
  fallback: true,
  timeoutMs: '',
  cache: 'USE',
};

export function emptyForm(task: TaskName): Form {
  const labels = task === 'classify' ? ['billing', 'shipping', 'returns', 'technical problem'] : [];
  return { ...EMPTY, labels: labels.map((name) => ({ name, description: '' })) };
}
