import { type FixtureResponse, LLMock } from '@copilotkit/aimock';
import { expect } from 'vitest';
import { openaiProblem } from '../../support/openai-schema.ts';

/** Holds a request or reply to what OpenAI publishes of it. */
export function expectOpenai(definition: Parameters<typeof openaiProblem>[0], value: unknown): void {
  expect(openaiProblem(definition, value)).toBeUndefined();
}

/** What a question was, as the service saw it. */
export interface Question {
  system: string;
  user: string;
  /** What stands in front of the texts. */
  settings: Record<string, unknown>;
  /** What stands between the boundaries. */
  texts: readonly string[];
  /** What names each of them. */
  tags: readonly string[];
  boundary: string;
  body: Record<string, unknown>;
}

type Body = Record<string, unknown> & { messages: readonly { role: string; content: string }[] };

/** Reads a question by the rules that its own system text states. */
function readQuestion(body: unknown): Question {
  const { messages } = body as Body;
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  const [system, user] = messages.map(({ content }) => content) as [string, string];
  const settings = JSON.parse(user.slice(0, user.indexOf('\n')));
  const { boundary, texts: count } = settings as { boundary: string; texts: number };
  const tags = [...user.matchAll(new RegExp(`\\[${boundary} begin ([0-9a-f]{4})\\]`, 'g'))].map(([, tag]) => tag ?? '');
  expect([tags.length, new Set(tags).size]).toEqual([count, count]);
  const texts = tags.map((tag) => {
    const [begin, end] = [`\n[${boundary} begin ${tag}]\n`, `\n[${boundary} end ${tag}]`];
    expect([user.split(begin).length, user.split(end).length]).toEqual([2, 2]);
    return user.slice(user.indexOf(begin) + begin.length, user.indexOf(end));
  });
  return { system, user, settings, texts, tags, boundary, body: body as Record<string, unknown> };
}

export interface Mock {
  url: string;
  questions(): readonly Question[];
  close(): Promise<void>;
}

type Reply = (question: Question, time: number) => string | FixtureResponse;

/** A service that answers each question by a rule. Every request it got must be one that OpenAI's own schema allows. */
export async function startMock(reply: Reply, options: { chunkSize?: number } = {}): Promise<Mock> {
  const mock = await LLMock.create({ port: 0, host: '127.0.0.1', logLevel: 'silent', journalMaxEntries: 0 });
  let time = 0;
  const respond = (request: unknown) => {
    const answer = reply(readQuestion(request), time++);
    return typeof answer === 'string' ? { content: answer } : answer;
  };
  mock.on({ predicate: () => true }, respond as never, options);
  const questions = () =>
    mock.getRequests().map(({ body }) => {
      const { _endpointType, _context, ...sent } = body as unknown as Record<string, unknown>;
      expectOpenai('CreateChatCompletionRequest', sent);
      return readQuestion(sent);
    });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= mock.stop();
    return closing;
  };
  return { url: mock.url, questions, close };
}
