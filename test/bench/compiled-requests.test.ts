import { type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createContext } from '../../resolvers/context.ts';
import { createSchema } from '../../resolvers/schema.ts';
import { createCompiledOperations } from '../../src/server/compiled-operations.ts';
import { echoGateway } from '../support/echo-gateway.ts';

const schema = createSchema();
const items = [{ text: 'good' }, { text: 'bad', key: 'b' }];
const labels = [{ name: 'price' }, { name: 'quality', description: 'how good it is' }];
const routing = { cache: 'BYPASS' };

/** Each query with the variables that a caller sends who leaves out what has a default. */
const REQUESTS: readonly [field: string, input: string, variables: object][] = [
  ['sentiment', 'SentimentInput', { text: 'good' }],
  ['sentiment', 'SentimentInput', { text: 'good', routing }],
  ['classify', 'ClassifyInput', { text: 'good', labels }],
  ['translate', 'TranslateInput', { text: 'good', target: 'pt' }],
  ['summarize', 'SummarizeInput', { text: 'good' }],
  ['sentimentBatch', 'SentimentBatchInput', { items, routing }],
  ['classifyBatch', 'ClassifyBatchInput', { items, labels }],
  ['translateBatch', 'TranslateBatchInput', { items, target: 'pt', routing: { timeoutMs: 1_000 } }],
  ['summarizeBatch', 'SummarizeBatchInput', { items }],
];

describe('compiled execution', () => {
  it.each(REQUESTS)('runs %s(input: %s) with %j', async (field, input, variables) => {
    const selection = field.endsWith('Batch') ? 'summary { succeeded }' : '__typename';
    const document = parse(`query ($input: ${input}!) { ${field}(input: $input) { ${selection} } }`);
    const { plugin, run } = createCompiledOperations({ uses: 2 });
    const hooks = await plugin.requestDidStart?.({} as never);
    const caller = {
      requestId: 'r',
      tenant: 'public',
      deadline: performance.now() + 5_000,
      longestMs: 5_000,
      isAdmin: false,
      signal: () => new AbortController().signal,
    };
    const operation = document.definitions[0] as OperationDefinitionNode;
    const resolved = { schema, document, operation, queryHash: 'hash', request: {} };
    const ask = () =>
      run({ hash: 'hash', request: { variables: { input: { ...variables } } } }, createContext(echoGateway(), caller as never));
    await hooks?.didResolveOperation?.(resolved as never);
    expect(ask()).toBeUndefined(); // a document is compiled when it comes again
    await hooks?.didResolveOperation?.(resolved as never);
    const answered = ask();
    expect(await answered?.result).toMatchObject({ data: { [field]: expect.anything() } });
    expect(answered).toHaveProperty('write');
  });
});
