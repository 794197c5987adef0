import { type ChatUpstream, chatUpstream, type Said } from '../../../test/support/chat-upstream.ts';
import { completion, event } from '../../../test/support/openai-replies.ts';
import { rawUpstream } from '../../../test/support/raw-upstream.ts';
import { ask, callsOf, judged } from '../ask.ts';
import type { FaultBench, FaultRow } from '../bench.ts';
import type { Line } from '../line.ts';
import { listen } from '../listen.ts';
import { RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

type Body = Readonly<Record<string, unknown>>;

interface Case {
  fault: string;
  say(body: Body): Said;
  /** How many requests the first text takes, and the second. */
  requests: readonly [number, number];
}

const ANSWER = JSON.stringify({ label: RIGHT });
const WRONG = JSON.stringify({ label: 'POSITIVE' });
const saying = (content: unknown): Said => ({ json: completion(content as string) });
const refusing = (status: number, json: object): Said => ({ status, json });

const CASES: readonly Case[] = [
  {
    fault: 'content in parts, thoughts among them',
    say: () =>
      saying([
        { type: 'thinking', thinking: [{ type: 'text', text: WRONG }] },
        { type: 'text', text: ANSWER },
      ]),
    requests: [1, 1],
  },
  {
    fault: 'thoughts in a channel',
    say: () =>
      saying(
        `<|channel|>analysis<|message|>${WRONG}<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>${ANSWER}<|return|>`,
      ),
    requests: [1, 1],
  },
  {
    fault: 'thoughts that fill the room of a label',
    say: (body) =>
      Number(body.max_completion_tokens) < 1_000
        ? { json: completion(`[THINK]${WRONG}`, 'length') }
        : saying(`[THINK]${WRONG}[/THINK]${ANSWER}`),
    requests: [2, 1],
  },
  {
    fault: 'the limit is more than the context',
    say: (body) =>
      'max_completion_tokens' in body
        ? refusing(400, {
            error: {
              message: 'max_completion_tokens cannot be greater than max_model_len=64',
              type: 'BadRequestError',
              param: 'max_completion_tokens',
              code: 400,
            },
          })
        : saying(ANSWER),
    requests: [2, 1],
  },
  {
    fault: 'a field is refused by its place in the body',
    say: (body) =>
      'max_completion_tokens' in body
        ? refusing(422, {
            detail: [
              {
                type: 'extra_forbidden',
                loc: ['body', 'max_completion_tokens'],
                msg: 'Extra inputs are not permitted',
                input: 80,
              },
            ],
          })
        : saying(ANSWER),
    requests: [2, 1],
  },
];

/** Services that speak the API in a form of their own: the answer is read, and what it took to get it is remembered. */
export const ownForms: FaultRow = {
  rows: [12],
  async run(bench) {
    const lines: Line[] = [];
    for (const one of CASES) lines.push(await answered(bench, one));
    return [...lines, await channels(bench)];
  },
};

async function answered({ open, own }: FaultBench, { fault, say, requests: [first, second] }: Case): Promise<Line> {
  const upstream: ChatUpstream = await own(chatUpstream(() => say(upstream.requests.at(-1) ?? {})));
  const gateway = await open(routed({ own: remote(upstream.url) }));
  const replies = [await ask(gateway, { text: 'The soup was cold.' })];
  const asked = upstream.requests.length;
  replies.push(await ask(gateway, { text: 'The bread was stale.' }));
  await gateway.close();
  const answers = replies.map((reply) => judged(reply, RIGHT));
  const isRight = answers.every((answer) => answer === 'right');
  return {
    row: 12,
    fault,
    answer: answers.find((answer) => answer !== 'right') ?? 'right',
    code: replies.find(({ code }) => code)?.code ?? '',
    attempts: String(callsOf(...replies)),
    lateMs: Math.max(...replies.map(({ lateMs }) => lateMs)),
    sockets: 0,
    figures: `${asked} requests, then ${upstream.requests.length - asked}`,
    pass: isRight && asked === first && upstream.requests.length === first + second,
  };
}

const SOUP = 'A sopa estava fria.';

async function channels({ open, own }: FaultBench): Promise<Line> {
  const tokens = `<|channel|>analysis<|message|>The soup.<|end|><|start|>assistant<|channel|>final<|message|>${SOUP}<|return|>`;
  const events = [...tokens.split(/(?=[<| ])/).map((token) => event(token)), event('', 'stop')].join('');
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n';
  const upstream = await own(rawUpstream((socket) => socket.end(`${head}${events}data: [DONE]\n\n`)));
  const gateway = await open(routed({ own: remote(upstream.url) }));
  const heard = await listen(gateway, { text: 'The soup was cold.' });
  const sockets = await socketsLeft(upstream);
  await gateway.close();
  const isRight = heard.completed === SOUP && heard.text === SOUP;
  return {
    row: 12,
    fault: 'a stream of channels that calls itself plain text',
    answer: isRight ? 'right' : heard.completed === undefined ? 'error' : 'wrong',
    code: heard.code ?? '',
    attempts: String(heard.attempts.length),
    lateMs: heard.lateMs,
    sockets,
    figures: `${upstream.requests()} request`,
    pass: isRight && upstream.requests() === 1 && sockets === 0,
  };
}
