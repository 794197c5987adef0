import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './graphql-client.ts';

let compiled: TestServer;
let interpreted: TestServer;
beforeAll(async () => {
  compiled = await startTestServer();
  interpreted = await startTestServer({ codeGeneration: false });
});
afterAll(() => Promise.all([compiled.close(), interpreted.close()]));

const BATCH = `query ($items: [TextInput!]!, $scores: Boolean = true, $meta: Boolean!) { b: sentimentBatch(input: { items: $items }) {
  items { index key result { __typename ... on Sentiment { label scores @include(if: $scores) { label score } meta @skip(if: $meta) { model { id } backend { models { id } } cache { status } } }
  ... on Error { code message attempts { model } } } } summary { succeeded usage { costUsd } } } }`;

const MANY = `query ($items: [TextInput!]!) { many: sentimentBatch(input: { items: $items }) { summary { succeeded } }
  one: sentimentBatch(input: { items: [{ text: "good" }] }) { summary { succeeded } } }`;

const CASES: [string, string, Record<string, unknown>?, string?][] = [
  ['__typename', '{ __typename }'],
  ['an alias __proto__', '{ __proto__: __typename }'],
  ['an alias constructor', '{ constructor: __typename toString: __typename }'],
  ['a batch', BATCH, { items: [{ text: 'good', key: 'k' }, { text: 'fail:OVERLOADED' }], meta: false }],
  ['a batch without what it skips', BATCH, { items: [{ text: 'good' }], scores: false, meta: true }],
  ['a null for a default', BATCH, { items: [{ text: 'good' }], scores: null, meta: true }],
  ['a variable left out', BATCH, { items: [{ text: 'good' }] }],
  ['a variable of the wrong type', BATCH, { items: 'good', meta: 'yes' }],
  ['an unknown input field', BATCH, { items: [{ text: 'x', wrong: 1 }], meta: true }],
  ['a single item for a list', BATCH, { items: { text: 'x' }, meta: true }],
  [
    'enums and scalars as variables',
    'query ($l: SummaryLength!, $t: LanguageTag) { summarize(input: { text: "a b", length: $l, language: $t }) { ... on Summary { text method sentences { start end score } } } }',
    { l: 'SHORT', t: 'EN-us' },
  ],
  [
    'an unknown enum value',
    'query ($l: SummaryLength!) { summarize(input: { text: "a", length: $l }) { __typename } }',
    { l: 'TINY' },
  ],
  ['a thrown error', '{ a: sentiment(input: { text: "throw:x" }) { __typename } }'],
  [
    'a field that failed beside one that did not',
    '{ a: sentiment(input: { text: "fail:FORBIDDEN" }) { __typename } b: __typename m: models { totalCount } }',
  ],
  ['a list that is too long beside a short one', MANY, { items: Array.from({ length: 101 }, () => ({ text: 'good' })) }],
  ['a top-level code', '{ a: sentiment(input: { text: "fail:FORBIDDEN" }) { __typename } }'],
  ['one of two operations', 'query A { a: __typename } query B { b: __typename }', {}, 'B'],
  ['neither of two operations', 'query A { a: __typename } query B { b: __typename }'],
  [
    'fragments and merged fields',
    '{ models { ...a nodes { id } } models { nodes { version } } } fragment a on ModelConnection { totalCount nodes { backend { id } } }',
  ],
  [
    'interfaces',
    '{ node(id: "rules/echo") { __typename id ... on Model { tasks } ... on Node { id } } none: node(id: "x") { id } }',
  ],
  ['introspection', '{ __schema { queryType { name } } __type(name: "Task") { enumValues { name } } }'],
  ['a default of an argument', '{ models { totalCount } }'],
  [
    'input fields that have defaults and were left out',
    'query ($i: ClassifyInput!) { classify(input: $i) { __typename ... on Error { code message } } }',
    { i: { text: 'good', labels: [{ name: 'a' }, { name: 'b' }], routing: { cache: 'BYPASS' } } },
  ],
  [
    'null for an input field that has a default',
    'query ($i: SentimentInput!) { sentiment(input: $i) { __typename } }',
    { i: { text: 'good', routing: { cache: null } } },
  ],
  [
    'a wrong field beside one that has a default',
    'query ($i: SentimentInput!) { sentiment(input: $i) { __typename } }',
    { i: { text: 'good', routing: { wrong: 1 } } },
  ],
  ['a variable named as what every object has', 'query ($constructor: Int) { models(first: $constructor) { totalCount } }', {}],
  [
    'what a fragment adds to a field that is skipped',
    'query ($all: Boolean!) { models { nodes { id } } models @include(if: $all) { ...a } } fragment a on ModelConnection { nodes { version } }',
    { all: false },
  ],
  [
    'what an inline fragment adds to a field that is skipped',
    'query ($less: Boolean!) { models { nodes { id } } models @skip(if: $less) { ... on ModelConnection { nodes { version } } } }',
    { less: true },
  ],
  [
    'variables that nobody declared',
    'query ($i: SentimentInput!) { sentiment(input: $i) { __typename } }',
    { i: { text: 'good' }, constructor: 1, __defineGetter__: 'x' },
  ],
  ['numbers out of range', '{ models(first: 5000) { totalCount } }'],
];

/** Ids and times differ from one request to the next. */
const steady = (answer: unknown) => JSON.stringify(answer).replace(/"requestId":"[^"]*"/g, '"requestId":"…"');

describe('compiled execution', () => {
  it.each(CASES)('answers %s as interpreted execution does, however often', async (_, query, variables, operationName) => {
    const ask = async (server: TestServer) => {
      const response = await server.post({ query, variables, operationName }, { accept: 'application/graphql-response+json' });
      return `${response.status} ${steady(await response.json())}`;
    };
    const expected = await ask(interpreted);
    // A document is compiled when it comes the twentieth time.
    for (let time = 0; time < 22; time += 1) expect(await ask(compiled)).toBe(expected);
  });
});
