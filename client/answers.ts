/** What the tasks give, as the schema has it. */
import type { Attempt, GatewayCode } from './lingraph-error.ts';

/** How an answer came about. */
export interface Meta {
  requestId: string;
  model: { id: string; version: string };
  backend: { id: string };
  cache: { status: 'HIT' | 'SEMANTIC_HIT' | 'MISS' | 'COALESCED' | 'STALE' | 'BYPASS'; ageSeconds: number | null };
  /** Inside the gateway, in milliseconds. */
  latencyMs: number;
  /** Null when the backend does not report tokens. */
  usage: { inputTokens: number; outputTokens: number; costUsd: number | null; estimated: boolean } | null;
  attempts: readonly Attempt[];
  /** True when a better model of the route could not answer. */
  degraded: boolean;
}

/** Scores are highest first; with `multiLabel`, `labels` holds all that reach the threshold. */
export interface Classification {
  label: string;
  labels: readonly string[];
  /** 0 to 1, null when the model cannot tell. */
  confidence: number | null;
  scores: readonly { label: string; score: number | null }[];
  meta: Meta;
}

export type SentimentLabel = 'POSITIVE' | 'NEUTRAL' | 'NEGATIVE';

export interface Sentiment {
  label: SentimentLabel;
  /** 0 to 1, null when the model cannot tell. */
  confidence: number | null;
  scores: readonly { label: SentimentLabel; score: number | null }[];
  meta: Meta;
}

/** The language is null when the text is too short or too mixed to tell. */
export interface LanguageGuess {
  language: string | null;
  /** 0 to 1. */
  confidence: number;
}

export interface Translation {
  text: string;
  source: string;
  target: string;
  /** Null when the call named the source. */
  detected: LanguageGuess | null;
  meta: Meta;
}

export interface Summary {
  text: string;
  method: 'EXTRACTIVE' | 'ABSTRACTIVE';
  /** Of an extractive summary: where its sentences stand in the text, in UTF-16 units, end exclusive. */
  sentences: readonly { text: string; start: number; end: number; score: number | null }[] | null;
  meta: Meta;
}

/** `restarted`: what came so far is void, another model starts over. `completed` is the last event. */
export type StreamEvent<T> =
  | { type: 'delta'; text: string }
  | { type: 'restarted'; reason: GatewayCode }
  | { type: 'completed'; result: T };
