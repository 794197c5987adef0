import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isCompositeType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../resolvers/schema.ts';
import { createApollo } from '../../src/server/apollo.ts';
import { createCompiledOperations } from '../../src/server/compiled-operations.ts';
import { createDocuments } from '../../src/server/documents.ts';
import { createExecuteOperation } from '../../src/server/execute-operation.ts';
import { isProblem } from '../../src/server/http-problem.ts';
import { echoGateway } from '../support/echo-gateway.ts';

const schema = createSchema();
const SECRET = 'sk-THIS-IS-A-SECRET';
const fails = (thrown: unknown) => () => {
  throw thrown;
};

/** What can become of a leaf that should be there. */
const FAILURES: readonly [string, () => unknown][] = [
  ['throws an error', fails(new Error(SECRET))],
  ['throws a text', fails(SECRET)],
  ['throws nothing', fails(undefined)],
  ['rejects', () => Promise.reject(new Error(SECRET))],
  ['is a symbol', () => Symbol(SECRET)],
  ['is an error', () => new Error(SECRET)],
  ['cannot be written', () => ({ toString: fails(new Error(SECRET)), toJSON: fails(new Error(SECRET)) })],
];

/** How a query reaches the objects of a type, with `*` for what it asks of them. */
function ways(): Map<string, string> {
  const found = new Map<string, string>();
  const enter = (type: GraphQLNamedType, way: string, depth: number) => {
    if (depth > 8 || !isCompositeType(type)) return;
    for (const each of isObjectType(type) ? [type] : schema.getPossibleTypes(type)) {
      if (found.has(each.name)) continue;
      const inside = isObjectType(type) ? way : way.replace('*', `... on ${each.name} { * }`);
      found.set(each.name, inside);
      for (const field of Object.values(each.getFields()))
        enter(getNamedType(field.type), inside.replace('*', `${field.name} { * }`), depth + 1);
    }
  };
  for (const [name, root] of Object.entries(ROOTS)) {
    const type = schema.getQueryType()?.getFields()[name]?.type;
    if (type) enter(getNamedType(type), `{ ${root} { * } }`, 0);
  }
  return found;
}

const ITEMS =
  'items: [{ text: "good" }, { text: "fail:INPUT_INVALID" }, { text: "fail:UNSUPPORTED_OPTION" }, { text: "fail:OVERLOADED" }, { text: "fail:MODEL_FAILED" }]';
const ROOTS: Readonly<Record<string, string>> = {
  classifyBatch: `classifyBatch(input: { ${ITEMS}, labels: [{ name: "a" }, { name: "b" }] })`,
  sentimentBatch: `sentimentBatch(input: { ${ITEMS} })`,
  translateBatch: `translateBatch(input: { ${ITEMS}, target: "pt" })`,
  summarizeBatch: `summarizeBatch(input: { ${ITEMS} })`,
  detectLanguage: 'detectLanguage(text: "some words")',
  models: 'models',
  cacheStats: 'cacheStats',
};

/** Models of which everything is known. */
function gateway() {
  const echo = echoGateway();
  const stats = { calls: () => 1, latencyMs: () => 1, p50Ms: () => 1, p95Ms: () => 1, errorRate: () => 0, lastUsed: () => 1 };
  const info = { pairs: [{ source: 'en', target: 'pt' }], quality: [{ dataset: 'd', metric: 'm', value: 1 }] };
  const known = echo.models().map((entry) => {
    const models = entry.models.map((model) => ({ ...model, info: { ...model.info, ...info } }));
    return { ...entry, models, chainState: { stats } };
  });
  return { ...echo, models: () => known as unknown as ReturnType<typeof echo.models> };
}

async function operatorOf(codeGeneration: boolean) {
  const compiled = createCompiledOperations({ uses: 1, fieldsASecond: Number.MAX_VALUE });
  const documents = createDocuments();
  const apollo = await createApollo(schema, documents, { introspection: true, plugins: codeGeneration ? [compiled.plugin] : [] });
  const seen: unknown[] = [];
  const operate = createExecuteOperation({
    apollo,
    documents,
    compiled: codeGeneration ? compiled : undefined,
    gateway: gateway(),
    onUnexpected: (error) => seen.push(error),
  });
  const caller = { requestId: 'r', tenant: 'public', longestMs: 60_000, isAdmin: true, enterStream: () => undefined };
  const ask = async (query: string) => {
    const deadline = performance.now() + 60_000;
    const signal = new AbortController().signal;
    const operated = await operate(
      { query },
      { ...caller, deadline, signal: () => signal },
      { isReadOnly: false, canStream: false },
    );
    if (isProblem(operated)) throw new Error(operated.message);
    const { data, errors = [], write = JSON.stringify } = operated;
    return { text: errors.length > 0 ? JSON.stringify({ errors, data }) : write({ data }), errors };
  };
  return { ask, seen };
}

/** Every leaf of every type that a query reaches. */
const LEAVES = [...ways()].flatMap(([name, way]) => {
  const type = schema.getType(name) as GraphQLObjectType;
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)))
    .map((field): [string, string, GraphQLField<unknown, unknown>] => [
      `${name}.${field.name}`,
      way.replace('*', field.name),
      field,
    ]);
});

describe.each([
  ['compiled', true],
  ['interpreted', false],
])('a leaf that fails, %s', (_, codeGeneration) => {
  it(`is masked and typed, whichever of the ${LEAVES.length} it is and however it fails`, async () => {
    expect(LEAVES.length).toBeGreaterThan(80);
    const wrong: unknown[] = [];
    for (const [place, [leaf, query, field]] of LEAVES.entries()) {
      const [kind, fail] = FAILURES[place % FAILURES.length] ?? ['', () => undefined];
      const { resolve } = field;
      field.resolve = fail;
      const { ask } = await operatorOf(codeGeneration);
      for (const _ of [1, 2]) {
        const { text, errors } = await ask(query);
        const codes = new Set(errors.map(({ extensions }) => extensions?.code));
        const isMasked = errors.length > 0 && codes.size === 1 && codes.has('INTERNAL_SERVER_ERROR') && !text.includes('SECRET');
        if (!isMasked) wrong.push([leaf, kind, query, text.slice(0, 300)]);
      }
      field.resolve = resolve;
    }
    expect(wrong).toEqual([]);
  });
});
