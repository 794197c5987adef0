import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createContext } from '../../../resolvers/context.ts';
import { createSchema } from '../../../resolvers/schema.ts';
import { type CompileSettings, createCompiledOperations } from '../../../src/server/compiled-operations.ts';
import { echoGateway } from '../../support/echo-gateway.ts';

const schema = createSchema();
const gateway = echoGateway();
const caller = { requestId: 'r', tenant: 'public', deadline: Number.MAX_SAFE_INTEGER, longestMs: 1_000, isAdmin: false };
const context = () => createContext(gateway, { ...caller, signal: () => new AbortController().signal } as never);

/** Documents as they come in: checked, each with its text as its hash. */
async function compilerOf(settings: CompileSettings) {
  const { plugin, run } = createCompiledOperations(settings);
  const hooks = await plugin.requestDidStart?.({} as never);
  return {
    see: (query: string) => {
      const document = parse(query);
      const operation = document.definitions[0] as OperationDefinitionNode;
      return hooks?.didResolveOperation?.({ schema, document, operation, queryHash: query, request: {} } as never);
    },
    run: (query: string) => run({ hash: query, request: {} }, context()),
  };
}

const query = (number: number, fields = 'totalCount') => `query q${number} { models { ${fields} } }`;
const many = <Made>(length: number, make: (place: number) => Made) => Array.from({ length }, (_, place) => make(place));
const OUTPUT = '... on TaskOutput { meta { requestId latencyMs } } ... on Error { code message origin docs }';
/** 180 fields, each once for every type that it may be of. */
const large = (number: number) =>
  `query q${number} { ${many(10, (place) => `a${place}: sentiment(input: { text: "x" }) { ... on Sentiment { label } ...o }`).join(' ')} } fragment o on SentimentResult { ${OUTPUT} }`;

describe('a document', () => {
  it('is compiled when it was asked for many times', async () => {
    const { see, run } = await compilerOf({});
    for (const _ of many(19, () => 0)) await see(query(1));
    expect(run(query(1))).toBeUndefined();
    await see(query(1));
    expect(await run(query(1))?.result).toEqual({ data: { models: { totalCount: 1 } } });
  });

  it.each([
    [
      'whose fragments write out to many fields',
      `query { ${many(40, (place) => `a${place}: sentiment(input: { text: "x" }) { ...o }`).join(' ')} } fragment o on SentimentResult { ${OUTPUT} }`,
    ],
    ['that asks for the schema', '{ __schema { queryType { name } } }'],
    ['that asks for a type beside other things', '{ models { totalCount } __type(name: "Query") { name } }'],
    ['that is long', `${query(1)} #${'x'.repeat(16_000)}`],
  ])('%s is not compiled, however often it comes', async (_, long) => {
    const { see, run } = await compilerOf({ uses: 1, fieldsASecond: Number.MAX_VALUE });
    for (const _ of many(3, () => 0)) await see(long);
    expect(run(long)).toBeUndefined();
  });

  it('that is not known is not compiled, however often it comes', async () => {
    const { see, run } = await compilerOf({ uses: 1, isKnown: (hash) => hash === query(1) });
    for (const number of [1, 2]) for (const _ of many(3, () => 0)) await see(query(number));
    expect(run(query(1))).toBeDefined();
    expect(run(query(2))).toBeUndefined();
  });
});

describe('compiling', () => {
  it('takes its time: so many fields in a second', async () => {
    let now = 0;
    const { see, run } = await compilerOf({ uses: 1, fieldsASecond: 100, now: () => now });
    const compiledBy = (queries: readonly string[]) => queries.filter((text) => run(text) !== undefined).length;
    const queries = many(200, (place) => query(place));
    for (const text of queries) await see(text);
    expect(compiledBy(queries)).toBe(50); // of two fields each
    now += 500;
    for (const text of queries) await see(text);
    expect(compiledBy(queries)).toBe(75);
  });

  it('keeps its memory within 64 MB, whatever is asked for, and compiles again what it forgot', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const { see, run } = await compilerOf({ uses: 1, fieldsASecond: Number.MAX_VALUE });
    for (const number of many(10, (place) => place)) await see(large(number));
    const before = heap();
    const queries = many(280, (place) => large(1_000 + place));
    for (const text of queries) {
      await see(text);
      await run(text)?.result;
    }
    expect(heap() - before).toBeLessThan(64_000_000);
    expect(run(queries[0] ?? '')).toBeUndefined();
    await see(queries[0] ?? '');
    expect(run(queries[0] ?? '')).toBeDefined();
  });
});
