import fc from 'fast-check';
import { NoUnusedVariablesRule, parse, specifiedRules, validate } from 'graphql';
import { expect, it } from 'vitest';
import { createSchema } from '../../../resolvers/schema.ts';
import { createApollo } from '../../../src/server/apollo.ts';
import { checkAnswerSize } from '../../../src/server/check-answer-size.ts';
import { checkVariables } from '../../../src/server/check-variables.ts';
import { createCompiledOperations } from '../../../src/server/compiled-operations.ts';
import { createDocuments } from '../../../src/server/documents.ts';
import { createExecuteOperation } from '../../../src/server/execute-operation.ts';
import { isProblem } from '../../../src/server/http-problem.ts';
import { echoGateway } from '../../support/echo-gateway.ts';
import { randomQuery } from './random-query.ts';

const schema = createSchema();

/** Answers as the server does, and counts how often compiled code did. */
async function operatorOf(codeGeneration: boolean) {
  const compiled = createCompiledOperations({ uses: 1, fieldsASecond: Number.MAX_VALUE });
  const documents = createDocuments();
  const plugins = [checkVariables(), checkAnswerSize(), ...(codeGeneration ? [compiled.plugin] : [])];
  const apollo = await createApollo(schema, documents, { introspection: true, plugins });
  const counted = { runs: 0, unexpected: [] as unknown[] };
  const run: typeof compiled.run = (asked, context) => {
    const made = compiled.run(asked, context);
    if (made) counted.runs += 1;
    return made;
  };
  const executeOperation = createExecuteOperation({
    apollo,
    documents,
    compiled: codeGeneration ? { ...compiled, run } : undefined,
    gateway: echoGateway(),
    onUnexpected: (error) => counted.unexpected.push(error),
  });
  const caller = { requestId: 'r', tenant: 'public', longestMs: 60_000, isAdmin: false, enterStream: () => undefined };
  const ask = async (query: string, variables: unknown) => {
    const request = { query, variables: structuredClone(variables) as Record<string, unknown> };
    const deadline = performance.now() + 60_000;
    const signal = new AbortController().signal;
    const operated = await executeOperation(
      request,
      { ...caller, deadline, signal: () => signal },
      { isReadOnly: false, canStream: false },
    );
    if (isProblem(operated)) return operated;
    const { httpStatus, data, errors, write = JSON.stringify } = operated;
    return {
      httpStatus,
      errors: JSON.parse(JSON.stringify(errors ?? [])),
      data: data === undefined ? data : JSON.parse(write({ data })),
    };
  };
  return { ask, counted };
}

/** Right, and now and then anything else. */
const mostly = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
const text = mostly(
  fc.constantFrom('good', 'bad', '', 'fail:OVERLOADED', 'fail:FORBIDDEN', 'fail:INPUT_INVALID', 'throw: a secret'),
);
const name = mostly(fc.constantFrom('a', 'b', 'toString', '__proto__'));
const routing = mostly(
  fc.record(
    {
      cache: mostly(fc.constantFrom('USE', 'BYPASS')),
      fallback: mostly(fc.boolean()),
      timeoutMs: mostly(fc.integer({ min: 1, max: 9_000 })),
    },
    { requiredKeys: [] },
  ),
);
const variables = fc.record(
  {
    one: mostly(fc.record({ text, language: mostly(fc.constantFrom('en', 'pt-br')), routing }, { requiredKeys: ['text'] })),
    items: mostly(
      fc.array(fc.record({ text, key: mostly(fc.constantFrom('k', 5)) }, { requiredKeys: ['text'] }), {
        minLength: 1,
        maxLength: 4,
      }),
    ),
    text,
    labels: mostly(
      fc.array(fc.record({ name, examples: mostly(fc.array(name, { maxLength: 2 })) }, { requiredKeys: ['name'] }), {
        minLength: 2,
        maxLength: 3,
      }),
    ),
    language: mostly(fc.constantFrom('pt', 'EN-us')),
    length: mostly(fc.constantFrom('SHORT', 'LONG')),
    first: mostly(fc.integer({ min: 1, max: 5 })),
    id: mostly(fc.constantFrom('rules/echo', 'x', 5)),
    flag: mostly(fc.boolean()),
    routing,
    toString: fc.jsonValue({ maxDepth: 1 }),
  },
  { requiredKeys: ['one', 'items', 'text', 'id', 'flag'] },
);

it('compiled execution answers as interpreted execution does, whatever the names, fragments, directives and variables', async () => {
  const [compiled, interpreted] = [await operatorOf(true), await operatorOf(false)];
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_000), { minLength: 5, maxLength: 60 }), variables, variables, async (numbers, ...sent) => {
      const query = usedOnly(randomQuery(schema, numbers));
      for (const each of sent) {
        const expected = await interpreted.ask(query, each);
        for (const _ of [1, 2]) expect({ query, ...(await compiled.ask(query, each)) }).toEqual({ query, ...expected });
        if ('data' in expected && expected.data) answered += 1;
      }
    }),
    { numRuns: 100 },
  );
  expect(answered).toBeGreaterThan(30);
  expect(compiled.counted.runs).toBeGreaterThan(15);
});

/** Without the variables that it declares and does not use, which would be an error. */
function usedOnly(query: string): string {
  const unused = validate(
    schema,
    parse(query),
    specifiedRules.filter((rule) => rule === NoUnusedVariablesRule),
  ).map(({ message }) => /"\$(\w+)"/.exec(message)?.[1]);
  return unused
    .reduce<string>((left, each) => left.replace(new RegExp(`\\$${each}: [^,)]+(, )?`), ''), query)
    .replace(', )', ')')
    .replace('query ()', 'query');
}
