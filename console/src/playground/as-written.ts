import { brokenOff } from '../api/failure.ts';
import { type Reply, subscribe } from '../api/send.ts';
import {
  type SummarizeInput,
  type SummarizeQuery,
  SummarizeStreamDocument,
  type SummarizeStreamSubscription,
  type TranslateInput,
  type TranslateQuery,
  TranslateStreamDocument,
  type TranslateStreamSubscription,
} from '../generated/graphql.ts';

type Event = TranslateStreamSubscription['translateStream'] | SummarizeStreamSubscription['summarizeStream'];
type Whole = NonNullable<TranslateQuery['translate'] | SummarizeQuery['summarize']>;

/** The last word of a stream in the form of the plain query's answer; undefined while there is more to come. */
function wholeOf(event: Event): Whole | undefined {
  if (event.__typename === 'TextDelta' || event.__typename === 'Restarted') return undefined;
  if (event.__typename === 'TranslationCompleted') return event.translation;
  return event.__typename === 'SummaryCompleted' ? event.summary : event;
}

async function listen(
  events: AsyncIterable<Reply<Event>>,
  field: string,
  onPartial: (text: string) => void,
): Promise<Reply<{ result: Whole }>> {
  let text = '';
  for await (const { data: event, failure, body } of events) {
    if (failure) return { failure, body };
    const result = wholeOf(event);
    // The JSON tab shows what the query of the other tabs would have given.
    if (result) return { data: { result }, body: { data: { [field]: result } } };
    text = event.__typename === 'TextDelta' ? text + event.text : '';
    onPartial(text);
  }
  return { failure: brokenOff() };
}

async function* eventsOf<R>(replies: AsyncIterable<Reply<R>>, event: (data: R) => Event): AsyncGenerator<Reply<Event>> {
  for await (const reply of replies) yield reply.failure ? reply : { data: event(reply.data), body: reply.body };
}

/** Translates, and hands out the text so far with each part that comes. */
export function translateAsWritten(input: TranslateInput, signal: AbortSignal, onPartial: (text: string) => void) {
  const replies = subscribe(TranslateStreamDocument, { input }, signal);
  return listen(
    eventsOf(replies, (data) => data.translateStream),
    'translate',
    onPartial,
  );
}

/** Summarizes, and hands out the text so far with each part that comes. */
export function summarizeAsWritten(input: SummarizeInput, signal: AbortSignal, onPartial: (text: string) => void) {
  const replies = subscribe(SummarizeStreamDocument, { input }, signal);
  return listen(
    eventsOf(replies, (data) => data.summarizeStream),
    'summarize',
    onPartial,
  );
}
