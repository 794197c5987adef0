/** Bounded memories of GraphQL documents: hash by text, text by hash, checked document by hash. */
import { createHash } from 'node:crypto';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GraphqlRequest } from './graphql-request.ts';
import { type HttpProblem, isProblem, problem } from './http-problem.ts';
import { createTrust, type Trust } from './trusted-documents.ts';

const MOST_DOCUMENTS = 1_000;
/** Longer documents are rare and often built with values inside: they are hashed and parsed each time. In UTF-16 units. */
const LONGEST_TEXT = 32_000;
const ALL_TEXTS = 8_000_000;
/** A parsed document is up to about 200 bytes for each unit of its text. */
const ALL_PARSED_TEXTS = 500_000;

export interface Documents {
  /**
   * The same request by hash instead of text, where the text is worth remembering: a hash is found faster than it is made.
   * A problem when the document is not trusted but must be, and when the caller sent a hash that is not the text's.
   */
  byHash(request: GraphqlRequest): GraphqlRequest | HttpProblem;
  /** Texts by `apq:<sha256>`: what callers registered, and what `byHash` promised. */
  texts: {
    get(key: string): Promise<string | undefined>;
    set(key: string, text: string): Promise<void>;
    delete(key: string): Promise<boolean>;
  };
  /** Documents that passed validation. */
  parsed: {
    get(key: string): Promise<DocumentNode | undefined>;
    set(key: string, document: DocumentNode): Promise<void>;
    delete(key: string): Promise<boolean>;
  };
}

/** Memories for one schema, of documents that pass `trust`. */
export function createDocuments(trust: Trust = createTrust()): Documents {
  const hashes = new LRUCache<string, string>(textBounds((_, text) => text.length));
  const texts = new LRUCache<string, string>(textBounds((text) => text.length));
  const parsed = new LRUCache<string, DocumentNode>({
    max: MOST_DOCUMENTS,
    maxSize: ALL_PARSED_TEXTS,
    sizeCalculation: (document) => (document.loc?.end ?? 0) + 1,
  });
  return {
    byHash(asked) {
      const request = trust(asked);
      if (isProblem(request)) return request;
      const { query, persistedHash } = request;
      if (query === undefined) return request;
      const known = hashes.get(query);
      const hash = known ?? createHash('sha256').update(query).digest('hex');
      if (persistedHash !== undefined && persistedHash !== hash) return WRONG_HASH;
      if (query.length > LONGEST_TEXT) return request;
      if (!known || !texts.has(`apq:${hash}`)) {
        hashes.set(query, hash);
        texts.set(`apq:${hash}`, query);
      }
      return Object.assign({}, request, { query: undefined, persistedHash: hash });
    },
    texts: asStore(texts),
    parsed: asStore(parsed),
  };
}

const WRONG_HASH = problem('BAD_REQUEST', 'The hash of `persistedQuery` is not the SHA-256 of `query`.');

function textBounds(sizeCalculation: (value: string, key: string) => number) {
  return { max: MOST_DOCUMENTS, maxSize: ALL_TEXTS, maxEntrySize: LONGEST_TEXT, sizeCalculation };
}

function asStore<V extends {}>(cache: LRUCache<string, V>) {
  return {
    get: async (key: string) => cache.get(key),
    set: async (key: string, value: V) => void cache.set(key, value),
    delete: async (key: string) => cache.delete(key),
  };
}
