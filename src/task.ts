/** The vocabulary of the four tasks: what each takes and what each gives. */

export const TASKS = ['classify', 'sentiment', 'translate', 'summarize'] as const;
export type Task = (typeof TASKS)[number];

/** A label the caller brings. Description and examples sharpen what the name means. */
export interface Label {
  name: string;
  description?: string;
  examples?: readonly string[];
}

/** Exactly one of `labels` (2 to 150) and `classifier` (the id of a fixed-label classifier) is present. */
export interface ClassifyOptions {
  labels?: readonly Label[];
  classifier?: string;
  multiLabel: boolean;
  /** 0 to 1: with `multiLabel`, the score a label must reach; otherwise ignored. */
  threshold?: number;
  /** BCP 47. Absent when the text is too short or too mixed to tell. */
  language?: string;
}

export interface SentimentOptions {
  language?: string;
}

export type Formality = 'FORMAL' | 'INFORMAL';

export interface TranslateOptions {
  target: string;
  /** BCP 47. Absent when the caller did not say and the text is too short or too mixed to tell. */
  source?: string;
  formality?: Formality;
}

export type SummaryLength = 'SHORT' | 'MEDIUM' | 'LONG';
export type SummaryFormat = 'PARAGRAPH' | 'BULLETS' | 'HEADLINE';

export interface SummarizeOptions {
  length: SummaryLength;
  format: SummaryFormat;
  language?: string;
}

export interface LabelScore {
  label: string;
  /** 0 to 1; null where the model gives none. */
  score: number | null;
}

/** Scores are highest first. `labels` holds the one label, or with `multiLabel` all that reach the threshold. */
export interface Classification {
  label: string;
  labels: readonly string[];
  scores: readonly LabelScore[];
}

export type SentimentLabel = 'POSITIVE' | 'NEUTRAL' | 'NEGATIVE';

export interface Sentiment {
  label: SentimentLabel;
  scores: readonly { label: SentimentLabel; score: number | null }[];
}

export interface Translation {
  text: string;
  source: string;
  target: string;
}

/** A sentence taken from the input: `start` and `end` are offsets in UTF-16 units, end exclusive. */
export interface SummarySentence {
  text: string;
  start: number;
  end: number;
  score: number | null;
}

export interface Summary {
  text: string;
  method: 'EXTRACTIVE' | 'ABSTRACTIVE';
  /** Present for extractive summaries, in the order of the input. */
  sentences?: readonly SummarySentence[];
}

interface TaskOptions {
  classify: ClassifyOptions;
  sentiment: SentimentOptions;
  translate: TranslateOptions;
  summarize: SummarizeOptions;
}

interface TaskResults {
  classify: Classification;
  sentiment: Sentiment;
  translate: Translation;
  summarize: Summary;
}

export type Options<T extends Task> = TaskOptions[T];
export type Result<T extends Task> = TaskResults[T];
