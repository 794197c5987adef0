import { GatewayError } from '../../src/errors.ts';
import { type RefusedField, refusedField } from '../shared/refused-field.ts';
import { estimateTokens } from '../shared/usage.ts';
import type { ChatRequest } from './chat.ts';

/** What is known of a field that a model refuses. */
interface Refusal extends RefusedField {
  instead(request: ChatRequest): ChatRequest;
  /** From how many tokens on, read and written together, a request is changed. 0 for every request. */
  from: number;
}

interface Memory {
  refusals: readonly Refusal[];
  /** The fields that were sent and answered since they were last refused: limits with the highest, others with 0. */
  taken: Map<string, number>;
}

/** A request, and whether its schema holds what a caller wrote. */
export interface Question {
  request: ChatRequest;
  hasOwnSchema: boolean;
}

/** What a reply to a question was: an answer, none, or nothing that says anything of the request. */
type Verdict = 'RIGHT' | 'WRONG' | undefined;

/** Asks a question, and asks it again in another form where the model refuses a field. Throws GatewayError. */
export type Adapt = <Read>(
  question: Question,
  send: (request: ChatRequest) => Promise<Read>,
  judge: (read: Read) => Verdict,
) => Promise<Read>;

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

/** How many tokens a request is about, read and written. */
const sizeOf = (request: ChatRequest) => estimateTokens(JSON.stringify(request.messages)) + limitOf(request);

/** What to send instead, where there is something, after a refusal of `sent` by a model that is known to refuse other fields. */
function learned(thrown: unknown, sent: ChatRequest, known: readonly Refusal[]): Refusal | undefined {
  const refused = refusedField(thrown);
  if (!refused || !Object.hasOwn(sent, refused.field)) return undefined;
  const { field, why } = refused;
  const [spare, other] = [SPARE[field], OTHER_NAME[field]];
  if (spare) return { field, why, from: 0, instead: (request) => without(request, ...spare) };
  if (!other) return undefined;
  if (why === 'unknown' && !known.some((one) => one.field === other))
    return { field, why, from: 0, instead: (request) => renamed(request, field, other) };
  // Where text and limit together were too much, shorter texts leave room for the limit; and a lower limit may have room beside any text.
  const isOfText = thrown instanceof GatewayError && thrown.code === 'INPUT_TOO_LONG';
  const from = why === 'unknown' ? 0 : isOfText ? sizeOf(sent) : limitOf(sent);
  return { field, why, from, instead: (request) => without(request, field) };
}

const changedBy = (request: ChatRequest, { field, from, instead }: Refusal) =>
  field in request && (from === 0 || sizeOf(request) >= from) ? instead(request) : request;

const isOfLimit = ({ field, why }: RefusedField) => OTHER_NAME[field] !== undefined && why === 'value';

/** A model that refuses the limit, and the same question without it, has no room for the text. */
function tooLongOr(thrown: unknown): unknown {
  if (!(thrown instanceof GatewayError) || thrown.code !== 'UNSUPPORTED_OPTION') return thrown;
  return new GatewayError('INPUT_TOO_LONG', 'The text is longer than the model reads.', { cause: thrown.cause, ofText: true });
}

function noteTaken({ taken }: Memory, sent: ChatRequest): void {
  for (const field of Object.keys(sent)) {
    const size = OTHER_NAME[field] ? limitOf(sent) : 0;
    if ((taken.get(field) ?? -1) < size) taken.set(field, size);
  }
}

/** Notes what a model refused, once it has answered without. What it took before it may have refused for this one question. */
function remember(memory: Memory, refusal: Refusal, { hasOwnSchema }: Question): void {
  const { field, why, from } = refusal;
  if (hasOwnSchema && field === 'response_format' && why === 'value') return;
  if ((memory.taken.get(field) ?? -1) >= from) {
    memory.taken.delete(field);
    return;
  }
  const known = memory.refusals.find((one) => one.field === field);
  if (!known) memory.refusals = [...memory.refusals, refusal];
  else if (from < known.from) memory.refusals = memory.refusals.map((one) => (one === known ? refusal : one));
}

/**
 * Makes what asks models again without a field that they refuse. A refusal is remembered, by model, once the question was answered
 * without; not where the field is refused for what this caller wrote into it, nor at first where the model took it before; and
 * only until an answer without it is wrong.
 */
export function createUnsupportedParameters(): Adapt {
  const memories = new Map<string, Memory>();
  const memoryOf = (model: string) => {
    const memory = memories.get(model) ?? { refusals: [], taken: new Map() };
    memories.set(model, memory);
    return memory;
  };
  return async (question, send, judge) => {
    const { request } = question;
    const memory = memoryOf(request.model);
    const known = [...memory.refusals];
    const fresh: Refusal[] = [];
    for (;;) {
      const sent = [...known, ...fresh].reduce(changedBy, request);
      try {
        const read = await send(sent);
        const verdict = judge(read);
        if (verdict === 'RIGHT') {
          noteTaken(memory, sent);
          for (const refusal of fresh) remember(memory, refusal, question);
        }
        if (verdict === 'WRONG' && known.some(({ field }) => field in request)) memory.refusals = [];
        return read;
      } catch (thrown) {
        const refusal = learned(thrown, sent, [...known, ...fresh]);
        if (!refusal) throw fresh.some(isOfLimit) ? tooLongOr(thrown) : thrown;
        fresh.push(refusal);
      }
    }
  };
}
