import { GatewayError } from '../../src/errors.ts';
import { type RefusedField, refusedField } from '../shared/refused-field.ts';
import { estimateTokens } from '../shared/usage.ts';
import type { ChatRequest } from './chat.ts';

/** What is known of a field that a model refuses. */
export interface Refusal extends RefusedField {
  instead(request: ChatRequest): ChatRequest;
  /** By what requests are told apart: those that measure at least `from` are changed. */
  measure: keyof Measures;
  from: number;
}

/** How large a request is, in tokens: the most that may be written, and that with what is read. */
interface Measures {
  limit: number;
  size: number;
}

interface Memory {
  refusals: readonly Refusal[];
  /** The fields that were sent and answered since they were last refused, with the largest of those requests. */
  taken: Map<string, Measures>;
  /** What a question has learned that was not answered since: it may have had no calls left. The next one begins with it. */
  pending: readonly Refusal[];
}

/** A request, and whether its schema holds what a caller wrote. */
export interface Question {
  request: ChatRequest;
  hasOwnSchema: boolean;
}

/** What a reply to a question was: an answer, none, or nothing that says anything of the request. */
type Verdict = 'RIGHT' | 'WRONG' | undefined;

/** The model refuses a field that it can do without: the same question may be asked again, with what was learned. */
export interface Refused {
  refusedWith: GatewayError;
  learned: readonly Refusal[];
}

export const isRefused = (read: object): read is Refused => 'refusedWith' in read;

/**
 * Asks a question once, in the form that the model takes as far as that is known, and by what this question has learned before. Throws
 * GatewayError.
 */
export type Adapt = <Read extends object>(
  question: Question,
  send: (request: ChatRequest) => Promise<Read>,
  judge: (read: Read) => Verdict,
  learned?: readonly Refusal[],
) => Promise<Read | Refused>;

const without = (request: ChatRequest, ...fields: readonly string[]) =>
  Object.fromEntries(Object.entries(request).filter(([field]) => !fields.includes(field))) as unknown as ChatRequest;

/** What a model can do without. Replies are checked in any case, so a form that is not enforced is only less likely. */
const SPARE: Readonly<Record<string, readonly string[]>> = {
  temperature: ['temperature'],
  logprobs: ['logprobs', 'top_logprobs'],
  top_logprobs: ['logprobs', 'top_logprobs'],
  response_format: ['response_format'],
  stream_options: ['stream_options'],
};

/** The two names of the most tokens that a model may write. */
const OTHER_NAME: Readonly<Record<string, 'max_tokens' | 'max_completion_tokens'>> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
};

const renamed = (request: ChatRequest, field: string, name: string) => ({
  ...without(request, field),
  [name]: request[field as keyof ChatRequest],
});

const limitOf = ({ max_tokens, max_completion_tokens }: ChatRequest) => max_completion_tokens ?? max_tokens ?? 0;

const measuresOf = (request: ChatRequest): Measures => {
  const limit = limitOf(request);
  const texts = request.messages.map(({ content }) => (typeof content === 'string' ? estimateTokens(content) : 0));
  return { limit, size: texts.reduce((sum, tokens) => sum + tokens, limit) };
};

/** What to send instead, where there is something, after a refusal of `sent` by a model that is known to refuse other fields. */
function learned(thrown: unknown, sent: ChatRequest, known: readonly Refusal[]): Refusal | undefined {
  const refused = refusedField(thrown);
  if (!refused || !Object.hasOwn(sent, refused.field)) return undefined;
  const { field, why } = refused;
  const [spare, other] = [SPARE[field], OTHER_NAME[field]];
  const always = { field, why, measure: 'limit', from: 0 } as const;
  if (spare) return { ...always, instead: (request) => without(request, ...spare) };
  if (!other) return undefined;
  if (why === 'unknown' && !known.some((one) => one.field === other))
    return { ...always, instead: (request) => renamed(request, field, other) };
  const instead = (request: ChatRequest) => without(request, field);
  if (why === 'unknown') return { ...always, instead };
  // Text and limit together may have been too much: then shorter texts leave room for the limit. A lower limit may have room beside any text.
  const measure = refused.isAboveMost ? 'limit' : 'size';
  return { field, why, measure, from: measuresOf(sent)[measure], instead };
}

const changedBy = (request: ChatRequest, { field, measure, from, instead }: Refusal) =>
  field in request && (from === 0 || measuresOf(request)[measure] >= from) ? instead(request) : request;

const isOfLimit = ({ field, why }: RefusedField) => OTHER_NAME[field] !== undefined && why === 'value';

/** A model that refuses the limit, and the same question without it, has no room for the text. */
function tooLongOr(thrown: unknown): unknown {
  if (!(thrown instanceof GatewayError) || thrown.code !== 'UNSUPPORTED_OPTION') return thrown;
  return new GatewayError('INPUT_TOO_LONG', 'The text is longer than the model reads.', { cause: thrown.cause, ofText: true });
}

const NOTHING: Measures = { limit: 0, size: 0 };

function noteTaken({ taken }: Memory, sent: ChatRequest): void {
  for (const field of Object.keys(sent)) {
    const before = taken.get(field);
    if (before && !OTHER_NAME[field]) continue;
    const { limit, size } = OTHER_NAME[field] ? measuresOf(sent) : NOTHING;
    if (!before || limit > before.limit || size > before.size)
      taken.set(field, { limit: Math.max(before?.limit ?? 0, limit), size: Math.max(before?.size ?? 0, size) });
  }
}

/** Whether a schema is refused that holds what this caller wrote: that says nothing of others. */
const isOfOwnSchema = ({ field, why }: RefusedField, { hasOwnSchema }: Question) =>
  hasOwnSchema && field === 'response_format' && why === 'value';

/** Notes what a model refused, once it has answered without. What it took before it may have refused for this one question. */
function remember(memory: Memory, refusal: Refusal, question: Question): void {
  const { field, measure, from } = refusal;
  if (isOfOwnSchema(refusal, question)) return;
  if ((memory.taken.get(field)?.[measure] ?? -1) >= from) {
    memory.taken.delete(field);
    return;
  }
  const known = memory.refusals.find((one) => one.field === field);
  if (!known) memory.refusals = [...memory.refusals, refusal];
  else if (measure === 'limit' || (known.measure === 'size' && from < known.from))
    memory.refusals = memory.refusals.map((one) => (one === known ? refusal : one));
}

/**
 * Makes what asks models without the fields that they refuse. A refusal is remembered, by model, once the question was answered
 * without; not where the field is refused for what this caller wrote into it, nor at first where the model took it before; and
 * only until an answer without it is wrong.
 */
export function withoutUnsupportedParameters(): Adapt {
  const memories = new Map<string, Memory>();
  const memoryOf = (model: string) => {
    const memory = memories.get(model) ?? { refusals: [], taken: new Map(), pending: [] };
    memories.set(model, memory);
    return memory;
  };
  return async (question, send, judge, before) => {
    const { request } = question;
    const memory = memoryOf(request.model);
    const fresh = before ?? memory.pending;
    const known = [...memory.refusals];
    const sent = [...known, ...fresh].reduce(changedBy, request);
    try {
      const read = await send(sent);
      const verdict = judge(read);
      memory.pending = [];
      if (verdict === 'RIGHT') {
        noteTaken(memory, sent);
        for (const refusal of fresh) remember(memory, refusal, question);
      }
      if (verdict === 'WRONG' && known.some(({ field }) => field in request)) memory.refusals = [];
      return read;
    } catch (thrown) {
      const refusal = learned(thrown, sent, [...known, ...fresh]);
      memory.pending = [];
      if (!refusal) throw fresh.some(isOfLimit) ? tooLongOr(thrown) : thrown;
      const learnedNow = [...fresh, refusal];
      if (!learnedNow.some((one) => isOfOwnSchema(one, question))) memory.pending = learnedNow;
      return { refusedWith: thrown as GatewayError, learned: learnedNow };
    }
  };
}
