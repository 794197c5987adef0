import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { SettingsError } from '../config/settings-error.ts';
import type { GraphqlRequest } from './graphql-request.ts';
import { type HttpProblem, problem } from './http-problem.ts';

export interface TrustedSettings {
  /** `allow`: documents may be asked for by id. `only`: no other document is run. */
  mode: 'off' | 'allow' | 'only';
  /** A manifest (JSON: texts by id), or a folder of manifests and `.graphql` files. */
  path?: string;
}

export interface Trust {
  /** Finds the document that a request names by its id or hash; a problem when it may not be run. */
  find(request: GraphqlRequest): GraphqlRequest | HttpProblem;
  /** Whether a document is trusted, by its SHA-256: every one where there is no list. */
  isTrusted(hash: string): boolean;
}

const OFF = problem('PERSISTED_QUERY_NOT_SUPPORTED', 'Trusted documents are off: send `query`.');
const UNKNOWN = problem('PERSISTED_QUERY_NOT_FOUND', 'No trusted document has this id.');
const BOTH = problem('BAD_REQUEST', 'Send `documentId` or `query`, not both.');
const ONLY = problem('FORBIDDEN', 'Only trusted documents are run here: send the `documentId` of one.');

/** Reads the trusted documents. Throws a SettingsError for a path that cannot be read as such. */
export function createTrust({ mode, path }: TrustedSettings = { mode: 'off' }): Trust {
  if (mode === 'off') return { find: (request) => (request.documentId === undefined ? request : OFF), isTrusted: () => true };
  const byId = readDocuments(path ?? '');
  const texts = new Set(byId.values());
  const listed = (request: GraphqlRequest, id: string): GraphqlRequest | undefined => {
    const query = byId.get(bare(id));
    return query === undefined ? undefined : { ...request, documentId: undefined, persistedHash: undefined, query };
  };
  const find = (request: GraphqlRequest) => {
    const { documentId, persistedHash, query } = request;
    if (documentId !== undefined) {
      if (query !== undefined || persistedHash !== undefined) return BOTH;
      return listed(request, documentId) ?? UNKNOWN;
    }
    const unlisted = mode === 'allow' ? request : ONLY;
    if (query !== undefined) return texts.has(query) ? request : unlisted;
    return listed(request, persistedHash ?? '') ?? unlisted;
  };
  const hashes = new Set([...texts].map(hashOf));
  return { find, isTrusted: (hash) => hashes.has(hash) };
}

/** Texts by id, and by their SHA-256. */
function readDocuments(path: string): ReadonlyMap<string, string> {
  const documents = new Map<string, string>();
  const add = (id: string, text: string) => documents.set(bare(id), text).set(hashOf(text), text);
  try {
    for (const file of filesAt(path)) {
      const content = readFileSync(file, 'utf8');
      if (extname(file) === '.graphql') add(hashOf(content), content);
      else for (const [id, text] of manifestIn(file, content)) add(id, text);
    }
  } catch (cause) {
    if (cause instanceof SettingsError) throw cause;
    throw new SettingsError(`server.documents.path: ${path} cannot be read. Name a manifest, or a folder of them.`, cause);
  }
  if (documents.size === 0) throw new SettingsError(`server.documents.path: there is no document in ${path}.`);
  return documents;
}

function filesAt(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => ['.json', '.graphql'].includes(extname(name)))
    .map((name) => join(path, name));
}

const manifest = z.record(z.string().min(1), z.string().min(1));

function manifestIn(file: string, content: string): [id: string, text: string][] {
  const parsed = manifest.safeParse(parseJson(content));
  if (parsed.success) return Object.entries(parsed.data);
  throw new SettingsError(`server.documents.path: ${file} is no manifest. It must be a JSON object of documents by id.`);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** `sha256:` may stand before an id, in the manifest as in the request. */
function bare(id: string): string {
  return id.replace(/^sha256:/, '');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
