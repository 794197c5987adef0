import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDocuments } from '../../../src/server/documents.ts';
import { startTestServer } from './graphql-client.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the memory of documents', () => {
  it('turns a text into its hash, and still has the text of every hash it gave', async () => {
    const documents = createDocuments();
    for (let number = 0; number < 3_000; number += 1) {
      const query = `{ a${number}: __typename }`;
      expect(documents.byHash({ query })).toEqual({ query: undefined, persistedHash: sha256(query) });
      expect(await documents.texts.get(`apq:${sha256(query)}`)).toBe(query);
    }
    expect(await documents.texts.get(`apq:${sha256('{ a0: __typename }')}`)).toBeUndefined(); // it is bounded
  });

  it('leaves long documents as they are', () => {
    const long = { query: `{ __typename } #${'x'.repeat(40_000)}` };
    expect(createDocuments().byHash(long)).toEqual(long);
  });
});

describe('persisted queries', () => {
  it('are asked for by hash once they were sent', async () => {
    const server = await startTestServer();
    const query = '{ detectLanguage(text: "some words") { language } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    const ask = async (body: object) => (await server.post(body)).json();
    expect(await ask({ extensions })).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', retryable: true } }],
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
