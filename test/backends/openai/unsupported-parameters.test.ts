import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../backends/openai/chat.ts';
import {
  type Adapt,
  isRefused,
  type Refusal,
  withoutUnsupportedParameters,
} from '../../../backends/openai/unsupported-parameters.ts';
import { ProviderRefusal } from '../../../backends/shared/provider-refusal.ts';
import type { RefusedField } from '../../../backends/shared/refused-field.ts';
import { type ErrorCode, GatewayError } from '../../../src/errors.ts';

let adapt: Adapt;
let sent: ChatRequest[];
beforeEach(() => {
  adapt = withoutUnsupportedParameters();
  sent = [];
});

const REQUEST = {
  model: 'm',
  messages: [{ role: 'user', content: 'soup' }],
  max_completion_tokens: 8_192,
  temperature: 0,
  logprobs: true,
  top_logprobs: 5,
  response_format: { type: 'json_object' },
  stream_options: { include_usage: true },
} satisfies ChatRequest;

const NO_WORDS = { names: [], places: [], text: '' };

function refusing(
  field: string,
  why: RefusedField['why'] = 'unknown',
  code: ErrorCode = 'UNSUPPORTED_OPTION',
  rest: Pick<RefusedField, 'isAboveMost'> = {},
) {
  return new GatewayError(code, 'No.', { cause: new ProviderRefusal(400, NO_WORDS, { field, why, ...rest }) });
}

type Reply = 'RIGHT' | 'WRONG' | 'CUT';
type Say = (request: ChatRequest) => Reply | GatewayError;

/** Asks until no field is refused, and gives the reply with the requests it took, or the code of the error. */
async function ask(say: Say, change: Partial<ChatRequest> & { hasOwnSchema?: boolean } = {}) {
  const { hasOwnSchema = false, ...changes } = change;
  sent = [];
  const send = async (request: ChatRequest) => {
    sent.push(request);
    if (sent.length > 20) throw new Error('without end');
    const reply = say(request);
    if (reply instanceof GatewayError) throw reply;
    return reply;
  };
  const judge = ({ reply }: { reply: Reply }) => (reply === 'CUT' ? undefined : reply);
  const question = { request: { ...REQUEST, ...changes }, hasOwnSchema };
  try {
    for (let learned: readonly Refusal[] | undefined; ; ) {
      const read = await adapt(question, async (request) => ({ reply: await send(request) }), judge, learned);
      if (!isRefused(read)) return [read.reply, sent.length];
      learned = read.learned;
    }
  } catch (thrown) {
    return [thrown instanceof GatewayError ? thrown.code : String(thrown), sent.length];
  }
}

const right: Say = () => 'RIGHT';
const without =
  (field: string, why?: RefusedField['why']): Say =>
  (request) =>
    field in request ? refusing(field, why) : 'RIGHT';

it('goes on from what a question learned that had no call left, until another was answered', async () => {
  const question = { request: REQUEST, hasOwnSchema: false };
  const refused = adapt(
    question,
    () => Promise.reject(refusing('temperature')),
    () => undefined,
  );
  expect(isRefused(await refused)).toBe(true);
  expect(await ask(without('temperature'))).toEqual(['RIGHT', 1]);
  expect(sent.map((request) => 'temperature' in request)).toEqual([false]);
});

describe('a field that is refused', () => {
  it.each(['temperature', 'logprobs', 'top_logprobs', 'response_format', 'stream_options'])(
    'is left out and stays so, once the answer without it is right: %s',
    async (field) => {
      for (const why of ['unknown', 'value'] as const) {
        adapt = withoutUnsupportedParameters();
        expect(await ask(without(field, why))).toEqual(['RIGHT', 2]);
        expect(await ask(right)).toEqual(['RIGHT', 1]);
        expect(sent[0]).not.toHaveProperty(field);
        expect(Object.keys(sent[0] ?? {}).length).toBeGreaterThanOrEqual(6);
      }
    },
  );

  it.each([
    ['is wrong', 'WRONG'],
    ['was cut', 'CUT'],
  ] as const)('is sent again next time where the answer without it %s', async (_, reply) => {
    expect(await ask((request) => ('temperature' in request ? refusing('temperature') : reply))).toEqual([reply, 2]);
    await ask(right);
    expect(sent[0]).toHaveProperty('temperature');
  });

  it('is sent again next time where the model refuses the question without it too', async () => {
    expect(await ask(() => refusing('temperature'))).toEqual(['UNSUPPORTED_OPTION', 2]);
    await ask(right);
    expect(sent[0]).toEqual(REQUEST);
  });

  it('is sent again once an answer without it is wrong', async () => {
    await ask(without('temperature'));
    expect(await ask(() => 'WRONG')).toEqual(['WRONG', 1]);
    await ask(right);
    expect(sent[0]).toHaveProperty('temperature');
  });

  it('is left out for one question where the model took it before, and for all when it is refused again', async () => {
    await ask(right);
    expect(await ask(without('temperature'))).toEqual(['RIGHT', 2]);
    await ask(right);
    expect(sent[0]).toHaveProperty('temperature');
    for (let time = 0; time < 2; time++) expect(await ask(without('temperature'))).toEqual(['RIGHT', 2]);
    expect(await ask(without('temperature'))).toEqual(['RIGHT', 1]);
  });

  it('is left out for one question where a caller wrote what is refused', async () => {
    const say = without('response_format', 'value');
    for (let time = 0; time < 2; time++) expect(await ask(say, { hasOwnSchema: true })).toEqual(['RIGHT', 2]);
    await ask(right);
    expect(sent[0]).toHaveProperty('response_format');
    adapt = withoutUnsupportedParameters();
    expect(await ask(without('response_format', 'unknown'), { hasOwnSchema: true })).toEqual(['RIGHT', 2]);
    await ask(right);
    expect(sent[0]).not.toHaveProperty('response_format');
  });

  it('is that of one model', async () => {
    await ask(without('temperature'));
    await ask(right, { model: 'n' });
    expect(sent[0]).toHaveProperty('temperature');
  });

  it.each(['messages', 'model', 'toString', 'max_tokens'])('is an error where nothing can be sent instead: %s', async (field) => {
    expect(await ask(() => refusing(field))).toEqual(['UNSUPPORTED_OPTION', 1]);
  });

  it('is found one after the other', async () => {
    const fields = ['temperature', 'logprobs', 'response_format', 'stream_options', 'max_completion_tokens', 'max_tokens'];
    const say: Say = (request) => {
      const field = fields.find((name) => name in request);
      return field ? refusing(field) : 'RIGHT';
    };
    expect(await ask(say)).toEqual(['RIGHT', fields.length + 1]);
    expect(await ask(say)).toEqual(['RIGHT', 1]);
    expect(Object.keys(sent[0] ?? {})).toEqual(['model', 'messages']);
  });
});

describe('the limit of tokens', () => {
  const long = { messages: [{ role: 'user' as const, content: 'soup '.repeat(1_000) }] };
  it('is told by its other name where the first is unknown', async () => {
    expect(await ask(without('max_completion_tokens'))).toEqual(['RIGHT', 2]);
    await ask(right);
    expect(sent[0]).toMatchObject({ max_tokens: 8_192 });
    expect(sent[0]).not.toHaveProperty('max_completion_tokens');
  });

  it('is left out where both names are unknown, and never swapped to and fro', async () => {
    const say: Say = (request) => {
      const field = ['max_completion_tokens', 'max_tokens'].find((name) => name in request);
      return field ? refusing(field) : 'RIGHT';
    };
    expect(await ask(say)).toEqual(['RIGHT', 3]);
    expect(await ask(say)).toEqual(['RIGHT', 1]);
  });

  it('is left out where it is more than the model has, whatever the text', async () => {
    const aboveMost: Say = (request) =>
      'max_completion_tokens' in request
        ? refusing('max_completion_tokens', 'value', 'UNSUPPORTED_OPTION', { isAboveMost: true })
        : 'RIGHT';
    expect(await ask(aboveMost, long)).toEqual(['RIGHT', 2]);
    await ask(right, { messages: [] });
    expect(sent[0]).not.toHaveProperty('max_completion_tokens');
    expect(sent[0]).not.toHaveProperty('max_tokens');
    await ask(right, { max_completion_tokens: 80 });
    expect(sent[0]).toHaveProperty('max_completion_tokens', 80);
  });

  it('is left out for one question only where the model took as much before', async () => {
    await ask(right, { max_completion_tokens: 80 });
    await ask(right);
    expect(await ask(without('max_completion_tokens', 'value'))).toEqual(['RIGHT', 2]);
    await ask(right);
    expect(sent[0]).toHaveProperty('max_completion_tokens', 8_192);
  });

  const tooLong: Say = (request) =>
    'max_completion_tokens' in request ? refusing('max_completion_tokens', 'value', 'INPUT_TOO_LONG') : 'RIGHT';

  it.each([
    ['a refusal that speaks of the text', tooLong],
    ['one that names no number', without('max_completion_tokens', 'value')],
  ])('is left out for texts that leave no room for it, and for no shorter ones, by %s', async (_, tooLong) => {
    expect(await ask(tooLong, long)).toEqual(['RIGHT', 2]);
    expect(await ask(tooLong, long)).toEqual(['RIGHT', 1]);
    await ask(right);
    expect(sent[0]).toHaveProperty('max_completion_tokens', 8_192);
    await ask(right, { ...long, max_completion_tokens: 80 });
    expect(sent[0]).toHaveProperty('max_completion_tokens', 80);
    // As much was taken before: refused once, it is left out once.
    for (const times of [2, 2, 1]) expect(await ask(tooLong)).toEqual(['RIGHT', times]);
  });

  it('is sent again where a text is too long without it too', async () => {
    expect(await ask(() => refusing('max_completion_tokens', 'value', 'INPUT_TOO_LONG'), long)).toEqual(['INPUT_TOO_LONG', 2]);
    await ask(right, long);
    expect(sent[0]).toHaveProperty('max_completion_tokens', 8_192);
  });
});
