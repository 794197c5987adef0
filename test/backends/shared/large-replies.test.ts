/** No reply holds up the others: turns of the event loop are measured in processor time, against a fixed piece of work. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHuggingface } from '../../../backends/huggingface/index.ts';
import { huggingfaceSettings } from '../../../backends/huggingface/settings.ts';
import { createOpeninference } from '../../../backends/openinference/index.ts';
import { openinferenceSettings } from '../../../backends/openinference/settings.ts';
import type { Backend } from '../../../src/model.ts';
import { measureTurns } from '../../support/longest-turn.ts';
import { medianMs } from '../../support/processor-time.ts';
import { type RawUpstream, rawUpstream } from '../../support/raw-upstream.ts';
import { openaiAt } from '../openai/openai-at.ts';
import { answerOf, callOf, errorOf, modelOf, runOne } from './running.ts';

const MAX_BYTES = 1_900_000;
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n';
const CODES = /^(UPSTREAM_(INVALID|TRUNCATED|UNAVAILABLE)|OUTPUT_INVALID)$/;
/** Two are 20 ms of a machine that does nothing else; beside other files and measured for coverage ten were seen. What may not come back took 300. */
const MAX_UNITS = 25;

let reply = '';
let server: RawUpstream;
const backends: Backend[] = [];
beforeAll(async () => {
  server = await rawUpstream((socket) => socket.end(HEAD + reply));
  const at = { baseUrl: server.url, allowPrivateAddress: true };
  backends.push(
    openaiAt(server.url, { logprobs: true }),
    createHuggingface('hub', huggingfaceSettings.parse({ ...at, sentiment: { model: 'm' } })),
    createOpeninference(
      'infer',
      openinferenceSettings.parse({
        ...at,
        sentiment: { model: 'm', input: 'text', output: 'label', labels: ['NEGATIVE', 'POSITIVE'] },
      }),
    ),
  );
});
afterAll(async () => {
  for (const backend of backends) await backend.close?.();
  await server.close();
});

/** Names and values that are just not too many. */
const MAX_VALUES = 199_000;

/** As many members as a reply may have and as fit into it, between a beginning and an end. */
function filled(begin: string, member: string, end: string, mostValues = MAX_VALUES): string {
  const values = 1 + (member.match(/[,:[{]/g)?.length ?? 0);
  const count = Math.min(mostValues / values, (MAX_BYTES - begin.length - end.length) / (member.length + 1));
  return begin + Array.from({ length: Math.floor(count) }, () => member).join() + end;
}
const nested = (begin: string, end: string) => `${begin}${'['.repeat(MAX_BYTES / 2)}${']'.repeat(MAX_BYTES / 2)}${end}`;
const message = (begin: string, end: string) => [`{"choices":[{"finish_reason":"stop","message":${begin}`, `${end}}]}`] as const;
const content = message('{"content":', '}');
const logprobs = message('{"content":"{}"},"logprobs":{"content":[', ']}');
const inText = (text: string) => JSON.stringify({ choices: [{ finish_reason: 'stop', message: { content: text } }] });

/** What a reply is, its bytes, and whom it is sent to: the backends that read this part of it. */
type Reply = readonly [string, string, ...('cloud' | 'hub' | 'infer')[]];

const REPLIES: readonly Reply[] = [
  ['nested brackets', nested('', ''), 'cloud', 'hub', 'infer'],
  ['nested brackets for a content', nested(...content), 'cloud'],
  ['nested brackets for an error', nested('{"error":{"param":', '}}'), 'cloud'],
  ['brackets without end', filled('[', '[]', ']', Number.POSITIVE_INFINITY), 'cloud', 'hub'],
  ...['[]', '{}', '""', '{"a":{"b":[]}}'].flatMap((member): Reply[] => [
    [`a list of ${member}`, filled('[', member, ']'), 'hub'],
    [`choices of ${member}`, filled('{"choices":[', member, ']}'), 'cloud'],
    [`parts of ${member}`, filled(`${content[0]}[`, member, `]${content[1]}`), 'cloud'],
    [`tokens of ${member}`, filled(logprobs[0], member, logprobs[1]), 'cloud'],
    [
      `alternatives of ${member}`,
      filled(`${logprobs[0]}{"token":"","logprob":0,"top_logprobs":[`, member, `]}${logprobs[1]}`),
      'cloud',
    ],
    [`an error of ${member}`, filled('{"error":{"message":[', member, ']}}'), 'hub'],
    [`outputs of ${member}`, filled('{"outputs":[', member, ']}'), 'infer'],
    [`a tensor of ${member}`, filled('{"outputs":[{"name":"label","data":[', member, ']}]}'), 'infer'],
  ]),
  ['labels beside scores', filled('{"scores":[1],"labels":[', '""', ']}'), 'hub'],
  ['an answer of nested brackets', inText(nested('', '')), 'cloud'],
  ['an answer of numbered items', inText(filled('{"items":[', '{"n":1}', ']}')), 'cloud'],
  ['an answer of labels', inText(filled('{"label":"POSITIVE","labels":[', '"a"', ']}')), 'cloud'],
  ['an answer of words', inText('word '.repeat(MAX_BYTES / 5)), 'cloud'],
  ['an answer of marks', inText('<think>'.repeat(MAX_BYTES / 7)), 'cloud'],
];

const NUMBERS = `[${'1.5,'.repeat(250_000)}0]`;
/** A fixed piece of work, in milliseconds of processor time: to read a megabyte of numbers. */
const unitOfWork = () => medianMs(() => JSON.parse(NUMBERS));

describe('a reply', () => {
  it.each(REPLIES)('of %s is an error and does not hold up the others', async (_, body, ...names) => {
    reply = body;
    for (const backend of backends.filter(({ name }) => names.some((one) => one === name))) {
      const turns: number[] = [];
      for (let times = 0; times < 4; times++) {
        const longestMs = measureTurns();
        expect(errorOf(await runOne(backend, 'sentiment', {})).code).toMatch(CODES);
        turns.push(longestMs());
      }
      // The first one runs code that has never run; what else goes on only ever adds to the others.
      expect(Math.min(...turns.slice(1)), backend.name).toBeLessThan(MAX_UNITS * unitOfWork());
    }
  });

  it('may hold the log-probabilities of thousands of tokens, each with its alternatives', async () => {
    const alternative = (token: string) => ({ token, logprob: -0.5, bytes: [...Buffer.from(token)] });
    const token = (text: string) => ({ ...alternative(text), top_logprobs: ['a', 'b', 'c', 'd', 'e'].map(alternative) });
    const thoughts = Array.from({ length: 2_500 }, () => ' the');
    const answer = ['{"label":"', 'POS', 'ITIVE', '"}'];
    reply = JSON.stringify({
      choices: [
        {
          finish_reason: 'stop',
          message: { content: answer.join('') },
          logprobs: { content: [...thoughts, ...answer].map(token) },
        },
      ],
    });
    const [chat] = backends;
    if (!chat) throw new Error('no backend');
    const [outcome] = await modelOf(chat, 'sentiment').run({ texts: ['good'], options: {} }, callOf());
    expect(outcome && answerOf(outcome).scores[0]?.score).toBeCloseTo(Math.exp(-1));
  });
});
