import { isUnionType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { type Caller, createContext } from '../../resolvers/context.ts';
import { createSchema } from '../../resolvers/schema.ts';
import { streamFields } from '../../resolvers/streams.ts';
import { ERRORS } from '../../src/errors.ts';
import { gatewayOver, type Script, scriptedTranslator, wordByWord } from '../src/server/streams-world.ts';

const schema = createSchema();

it.each(['TranslateEvent', 'SummarizeEvent'])('%s has every member of Error, and one that ends the stream well', (name) => {
  const union = schema.getType(name);
  const members = isUnionType(union) ? union.getTypes().map(String) : [];
  const surfaces = Object.values(ERRORS).map(({ surface }) => surface);
  expect(members).toEqual(expect.arrayContaining(surfaces.filter((surface) => surface !== 'top-level')));
  expect(members.filter((member) => member.endsWith('Completed'))).toHaveLength(1);
});

describe('a subscription', () => {
  function open(script: Script) {
    const caller = new AbortController();
    const counts = { taken: 0 };
    const scope: Caller = {
      requestId: 'request-1',
      tenant: 'test',
      deadline: performance.now() + 5_000,
      longestMs: 5_000,
      isAdmin: false,
      signal: () => caller.signal,
      enterStream() {
        counts.taken += 1;
        let isTaken = true;
        return () => {
          if (isTaken) counts.taken -= 1;
          isTaken = false;
        };
      },
    };
    const context = createContext(gatewayOver([scriptedTranslator('one', script)]), scope);
    const events = streamFields.translateStream({}, { input: { text: 'Good morning.', source: 'en', target: 'pt' } }, context);
    return { events, caller, counts };
  }

  it('stops its model in the moment that its reader leaves, though it waits for the next part', async () => {
    let signal: AbortSignal | undefined;
    const { events, counts } = open((_, __, call) => {
      signal = call.signal;
      return new Promise(() => undefined);
    });
    const waiting = expect(events.next()).rejects.toMatchObject({ originalError: { code: 'CLIENT_CLOSED_REQUEST' } });
    while (!signal) await new Promise(setImmediate);
    const left = events.return?.();
    await new Promise(setImmediate);
    expect(signal.aborted).toBe(true);
    await waiting;
    expect(await left).toEqual({ done: true, value: undefined });
    expect(counts.taken).toBe(0);
  });

  it('asks nobody when its reader leaves before it has begun', async () => {
    let asked = 0;
    const { events, counts } = open(async () => {
      asked += 1;
      return 'x';
    });
    await events.return?.();
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect([asked, counts.taken]).toEqual([0, 0]);
  });

  it('gives its place back at its end', async () => {
    const { events, counts } = open(wordByWord(['Bom ', 'dia.']));
    expect(counts.taken).toBe(1);
    for await (const event of events) expect(event).toBeDefined();
    expect(counts.taken).toBe(0);
  });
});
