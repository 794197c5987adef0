import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { formatError, isUnexpected, thrownError } from '../../resolvers/format-error.ts';
import type { Charge } from '../../src/account.ts';
import { startTestServer } from '../src/server/graphql-client.ts';

const around = (originalError: unknown) => new GraphQLError('around', { originalError: originalError as Error });
const itsOwn = around(undefined);
Object.defineProperty(itsOwn, 'originalError', { value: itsOwn });

describe('the last gate for errors', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'sk-secret'],
    ['a symbol', Symbol('sk-secret')],
    ['an error without extensions', Object.defineProperty(new GraphQLError('sk-secret'), 'extensions', { value: undefined })],
    ['an error that is its own cause', itsOwn],
    [
      'an error that cannot be read',
      Object.defineProperty(new GraphQLError('x'), 'extensions', {
        get() {
          throw new Error('sk-secret');
        },
      }),
    ],
  ])('masks %s, and never throws', (_, error) => {
    expect(isUnexpected(error)).toBe(true);
    expect(() => thrownError(error)).not.toThrow();
    const formatted = formatError(error, 'r');
    expect(formatted).toMatchObject({
      message: 'Something failed that should not fail.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r' },
    });
    expect(JSON.stringify(formatted)).not.toContain('secret');
  });

  it('takes a document that is nested too deep for what it is', () => {
    const error = new GraphQLError('x', { originalError: new RangeError('stack'), extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
    expect(isUnexpected(error)).toBe(false);
    expect(formatError(error, 'r')).toMatchObject({ message: 'The document is nested too deep.' });
  });

  it('quotes no more than 500 units of a message', () => {
    const error = new GraphQLError('x'.repeat(100_000), { extensions: { code: 'BAD_USER_INPUT' } });
    expect(formatError(error, 'r').message).toHaveLength(501);
  });
});

it('sums of tokens may be larger than an Int', async () => {
  const server = await startTestServer();
  const usage = { inputTokens: 2_000_000_000, outputTokens: 3_000_000_000, estimated: false };
  const model = { id: 'echo', version: '1', backend: 'rules' };
  const charge: Charge = { kind: 'ANSWER', model, texts: ['a'], usages: [usage], calls: 1 };
  const { run } = server.gateway;
  server.gateway.run = async (...asked) =>
    (await run(...asked)).map((outcome) => ({
      ...outcome,
      shares: [{ charge: { ...charge }, usage }],
    }));
  const { data, errors } = await server.query(
    '{ sentimentBatch(input: { items: [{ text: "a" }, { text: "b" }] }) { summary { usage { inputTokens outputTokens } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data?.sentimentBatch).toEqual({ summary: { usage: { inputTokens: 4_000_000_000, outputTokens: 6_000_000_000 } } });
  await server.close();
});
