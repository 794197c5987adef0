import { GatewayError } from '../../../src/errors.ts';
import type { Call } from '../../../src/model.ts';
import type { InferenceClient } from '../engine.ts';
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
}

type TranslateCall = Pick<Call, 'signal' | 'deadline' | 'tenant' | 'emit'>;

/**
 * Translates texts of any length from and to a language (BCP 47). What is between sentences (space, line breaks, markers of lists) and what is protected
 * comes through as it was, but for the separators in amounts of money. A failed sentence fails its text alone. One translation or error a text, in order.
 */
export async function translateTexts(
  inference: InferenceClient,
  texts: readonly string[],
  { source: from, target }: { source: string; target: string },
  call: TranslateCall,
): Promise<readonly (Translated | GatewayError)[]> {
  const all: Progress[] = [];
  for (const text of texts) {
    await pace();
    const source = withAmountsOf(text, from, target);
    const result = { text: '', inputTokens: 0, outputTokens: 0 };
    const segments = await segmentsOf(source, SEGMENT_TOKENS, from);
    all.push({ source, segments, next: 0, place: 0, result });
  }
  for (let size = call.emit ? FIRST_ROUND : Number.POSITIVE_INFINITY; all.some(isUnderWay); size *= 2)
    await runRound(inference, all, size, call);
  return all.map((progress, place) => {
    if (progress.error) return progress.error;
    append(progress, place, progress.source.slice(progress.place), call);
    return progress.result;
  });
}

function isUnderWay({ segments, next, error }: Progress): boolean {
  return !error && next < segments.length;
}

/** The next segments of each text, at most `size`, and not many more than a request of ordinary prose has. */
function jobsOf(all: readonly Progress[], size: number) {
  const jobs: { progress: Progress; place: number; segment: Segment }[] = [];
  for (const [place, progress] of all.entries()) {
    const room = Math.min(size, MAX_ROUND - jobs.length);
    if (!isUnderWay(progress)) continue;
    for (const segment of progress.segments.slice(progress.next, progress.next + room)) jobs.push({ progress, place, segment });
  }
  return jobs;
}

async function runRound(inference: InferenceClient, all: readonly Progress[], size: number, call: TranslateCall): Promise<void> {
  const jobs = jobsOf(all, size);
  const sentences = jobs.map(({ progress, segment }) => sentenceOf(progress.source, segment));
  const results = await translateSegments(inference, sentences, call);
  for (const [index, { progress, place, segment }] of jobs.entries()) {
    await pace();
    const result = results[index];
    progress.next += 1;
    if (result instanceof GatewayError) progress.error ??= result;
    if (!result || progress.error || result instanceof GatewayError) continue;
    append(progress, place, progress.source.slice(progress.place, segment.start) + result.text, call);
    progress.place = segment.end;
    progress.result.inputTokens += result.inputTokens;
    progress.result.outputTokens += result.outputTokens;
  }
}

function append({ result }: Progress, place: number, delta: string, call: TranslateCall): void {
  if (delta === '') return;
  result.text += delta;
  call.emit?.(place, delta);
}

function sentenceOf(source: string, { start, end, spans }: Segment): Sentence {
  return {
    text: source.slice(start, end),
    spans: spans.map((span) => ({ start: span.start - start, end: span.end - start })),
  };
}
