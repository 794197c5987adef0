/** Bounded memories of GraphQL documents: a hash is found faster than it is made. */
import { hash } from 'node:crypto';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GraphqlRequest } from './graphql-request.ts';
import { type HttpProblem, isProblem, problem } from './http-problem.ts';
import { createTrust, type Trust } from './trusted-documents.ts';

const MAX_DOCUMENTS = 1_000;
/** Of what a caller sends, in UTF-16 units: a parser takes long for a megabyte of comments, or of escapes. */
const LONGEST_SENT = 250_000;
/** Lines are counted again for the place of every error. */
const MAX_LINES = 3_000;
/** Longer documents are rare and often built with values inside: they are hashed each time. In UTF-16 units. */
const LONGEST_TEXT = 32_000;
const ALL_TEXTS = 8_000_000;
/** A parsed document is up to about 200 bytes for each unit of its text. */
const ALL_PARSED_TEXTS = 500_000;

/** A request whose document may be run. */
export interface Identified {
  request: GraphqlRequest;
  /** The SHA-256 of its document. */
  hash?: string;
}

export interface Documents {
  /** A problem when the document is not trusted but must be, and when the caller sent a hash that is not the text's. */
  identify(request: GraphqlRequest): Identified | HttpProblem;
  /** Texts that callers registered, by `apq:<sha256>`. */
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
    max: MAX_DOCUMENTS,
    maxSize: ALL_PARSED_TEXTS,
    sizeCalculation: (document) => (document.loc?.end ?? 0) + 1,
  });
  const hashOf = (query: string) => {
    const known = hashes.get(query);
    if (known !== undefined) return known;
    const made = hash('sha256', query, 'hex');
    hashes.set(query, made);
    return made;
  };
  return {
    identify(asked) {
      const isNew = asked.query !== undefined && hashes.get(asked.query) === undefined;
      if (isNew && isTooLong(asked.query)) return TOO_LONG;
      const request = trust.find(asked);
      if (isProblem(request)) return request;
      const { query, persistedHash } = request;
      if (query === undefined) return { request, hash: persistedHash };
      const found = hashOf(query);
      return persistedHash === undefined || persistedHash === found ? { request, hash: found } : WRONG_HASH;
    },
    texts: asStore(texts),
    parsed: asStore(parsed),
  };
}

function isTooLong(query = ''): boolean {
  return (
    query.length > LONGEST_SENT || (query.length > MAX_LINES && query.split(/\r\n|[\n\r]/, MAX_LINES + 1).length > MAX_LINES)
  );
}

const TOO_LONG = problem(
  'QUERY_TOO_COMPLEX',
  `A document may have at most ${LONGEST_SENT} UTF-16 units and ${MAX_LINES} lines. Send texts as variables.`,
);
const WRONG_HASH = problem('BAD_REQUEST', 'The hash of `persistedQuery` is not the SHA-256 of `query`.');

function textBounds(sizeCalculation: (value: string, key: string) => number) {
  return { max: MAX_DOCUMENTS, maxSize: ALL_TEXTS, maxEntrySize: LONGEST_TEXT, sizeCalculation };
}

function asStore<V extends {}>(cache: LRUCache<string, V>) {
  return {
    get: async (key: string) => cache.get(key),
    set: async (key: string, value: V) => void cache.set(key, value),
    delete: async (key: string) => cache.delete(key),
  };
}
