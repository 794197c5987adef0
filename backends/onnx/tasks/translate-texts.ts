import { GatewayError } from '../../../src/errors.ts';
import type { Sink } from '../../../src/model.ts';
import type { InferenceCall, InferenceClient } from '../engine.ts';
import { pace } from '../pace.ts';
import { withAmountsOf } from '../text/amounts.ts';
import { type Segment, segmentsOf } from '../text/segments.ts';
import { type Sentence, type Translated, translateSegments } from './translate-segments.ts';

/** What a translator reads at once; longer sentences are cut at clauses. */
const SEGMENT_TOKENS = 120;
/** A caller who listens gets the first sentences soon, then ever larger rounds, which fill batches better. */
const FIRST_ROUND = 4;
/** So that nothing done at once for all segments holds up the event loop. A megabyte of prose has fewer. */
const MAX_ROUND = 20_000;

/** A text on its way: `place` is how far it was copied or translated, `next` its next segment. */
interface Progress {
  source: string;
  segments: readonly Segment[];
  next: number;
  place: number;
  result: Translated;
  error?: GatewayError;
  /** Hears the translation as it grows. */
  sink?: Sink;
}

/**
 * Translates texts of any length from and to a language (BCP 47). What is between sentences (space, line breaks, markers of lists) and what is protected
 * comes through as it was, but for the separators in amounts of money. A failed sentence fails its text alone. One translation or error a text, in order.
 */
export async function translateTexts(
  inference: InferenceClient,
  texts: readonly string[],
  { source: from, target }: { source: string; target: string },
  call: InferenceCall,
  sinks?: readonly Sink[],
): Promise<readonly (Translated | GatewayError)[]> {
  const all: Progress[] = [];
  for (const [index, text] of texts.entries()) {
    await pace();
    const source = withAmountsOf(text, from, target);
    const result = { text: '', inputTokens: 0, outputTokens: 0 };
    const segments = await segmentsOf(source, SEGMENT_TOKENS, from);
    all.push({ source, segments, next: 0, place: 0, result, sink: sinks?.[index] });
  }
  for (let size = sinks ? FIRST_ROUND : Number.POSITIVE_INFINITY; all.some(isUnderWay); size *= 2)
    await runRound(inference, all, size, call);
  return all.map((progress) => {
    if (progress.error) return progress.error;
    append(progress, progress.source.slice(progress.place));
    return progress.result;
  });
}

function isUnderWay({ segments, next, error }: Progress): boolean {
  return !error && next < segments.length;
}

/** The next segments of each text, at most `size`, and not many more than a request of ordinary prose has. */
function jobsOf(all: readonly Progress[], size: number) {
  const jobs: { progress: Progress; segment: Segment }[] = [];
  for (const progress of all) {
    const room = Math.min(size, MAX_ROUND - jobs.length);
    if (!isUnderWay(progress)) continue;
    for (const segment of progress.segments.slice(progress.next, progress.next + room)) jobs.push({ progress, segment });
  }
  return jobs;
}

async function runRound(inference: InferenceClient, all: readonly Progress[], size: number, call: InferenceCall): Promise<void> {
  const jobs = jobsOf(all, size);
  const sentences = jobs.map(({ progress, segment }) => sentenceOf(progress.source, segment));
  const results = await translateSegments(inference, sentences, call);
  for (const [index, { progress, segment }] of jobs.entries()) {
    await pace();
    const result = results[index];
    progress.next += 1;
    if (result instanceof GatewayError) progress.error ??= result;
    if (!result || progress.error || result instanceof GatewayError) continue;
    append(progress, progress.source.slice(progress.place, segment.start) + result.text);
    progress.place = segment.end;
    progress.result.inputTokens += result.inputTokens;
    progress.result.outputTokens += result.outputTokens;
  }
}

function append({ result, sink }: Progress, delta: string): void {
  if (delta === '') return;
  result.text += delta;
  sink?.write(delta);
}

function sentenceOf(source: string, { start, end, spans }: Segment): Sentence {
  return {
    text: source.slice(start, end),
    spans: spans.map((span) => ({ start: span.start - start, end: span.end - start })),
  };
}
