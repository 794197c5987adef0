import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDocuments } from '../../../src/server/documents.ts';
import { startTestServer } from './graphql-client.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the memory of documents', () => {
  it('names every document by its hash, also what it has forgotten and what is too long to remember', () => {
    const documents = createDocuments();
    const queries = Array.from({ length: 3_000 }, (_, number) => `{ a${number}: __typename }`);
    for (const query of [...queries, ...queries, `{ __typename } #${'x'.repeat(40_000)}`])
      expect(documents.identify({ query })).toEqual({ request: { query }, hash: sha256(query) });
  });

  it('keeps a bounded number of texts', async () => {
    const { texts } = createDocuments();
    for (let number = 0; number < 3_000; number += 1) await texts.set(`apq:${number}`, `{ a${number}: __typename }`);
    expect(await texts.get('apq:2999')).toBeDefined();
    expect(await texts.get('apq:0')).toBeUndefined();
  });
});

describe('persisted queries', () => {
  it('are asked for by hash once they were sent', async () => {
    const server = await startTestServer();
    const query = '{ detectLanguage(text: "some words") { language } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    const ask = async (body: object) => (await server.post(body)).json();
    expect(await ask({ extensions })).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', retryable: false } }],
    });
    const answer = { data: { detectLanguage: { language: 'en' } } };
    expect(await ask({ query, extensions })).toEqual(answer);
    for (const _ of [1, 2, 3]) expect(await ask({ extensions })).toEqual(answer);
    expect(await ask({ query: '{ __typename }', extensions })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
    for (const persistedQuery of [
      { version: 2, sha256Hash: sha256(query) },
      { version: 1, sha256Hash: 5 },
      { version: 1, sha256Hash: 'x' },
      'x',
    ])
      expect(await ask({ extensions: { persistedQuery } })).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    await server.close();
  });
});
