import { setTimeout as sleep } from 'node:timers/promises';
import { createSchema } from '../../resolvers/schema.ts';
import { createSubgraphSchema } from '../../resolvers/subgraph.ts';
import type { Gateway } from '../gateway.ts';
import { createApollo } from './apollo.ts';
import { checkAnswerSize } from './check-answer-size.ts';
import { createHostCheck, isLoopback } from './check-host.ts';
import { checkVariables } from './check-variables.ts';
import { createCompiledOperations } from './compiled-operations.ts';
import { createDocuments } from './documents.ts';
import { drain } from './drain.ts';
import { createExecuteOperation } from './execute-operation.ts';
import { createGraphqlHandler } from './graphql-handler.ts';
import { createHttpServer, listen } from './http-server.ts';
import { createOpenStreams } from './open-streams.ts';
import { watchOverload } from './overload.ts';
import { createBodyReader } from './read-body.ts';
import { createRouter, type Pages } from './router.ts';
import { STALL_MS } from './send.ts';
import { subscriptions } from './subscriptions.ts';
import { createTrust, type TrustedSettings } from './trusted-documents.ts';
import { turnsBetweenStages } from './turns-between-stages.ts';
import { takeUpgrades } from './upgrade.ts';
import { createWaitingRoom } from './waiting-room.ts';
import { createWebsockets } from './websockets.ts';

export interface ServerOptions {
  gateway: Gateway;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Origins whose pages may read answers. None by default. */
  corsOrigins?: readonly string[];
  /** Names beside its own by which a server on loopback may be called. Given, they are checked on any address. */
  allowedHosts?: readonly string[];
  /** Whether callers may ask for the schema. On by default. */
  introspection?: boolean;
  /** False where the process may not generate code (`--disallow-code-generation-from-strings`). On by default. */
  codeGeneration?: boolean;
  /** Whether callers may see what others asked and purge the cache; by default only where it listens on loopback. */
  admin?: boolean;
  /** Which documents may be asked for by id, and whether others may be run. Off by default. */
  documents?: TrustedSettings;
  /** Serves the schema as a subgraph of Apollo Federation. Off by default. */
  subgraph?: boolean;
  /** Stands before the name of each type of the subgraph. None by default. */
  typePrefix?: string;
  /** The largest request body, 1 MiB by default. */
  maxBodyBytes?: number;
  /** The most connections at once, 10,000 by default, and from one address, 2,500 by default; further ones are closed. */
  maxConnections?: number;
  maxConnectionsPerAddress?: number;
  /** What may wait in memory for callers to send or read on, 64 MiB by default; what has waited longest is cut. */
  maxBufferedBytes?: number;
  /** A request body that comes more slowly is refused after five seconds, 1,000 by default. */
  minBodyBytesPerSecond?: number;
  /** From how much delay of the event loop, in milliseconds, and resident memory, in bytes, on new requests are OVERLOADED; 0, never, by default. */
  maxEventLoopDelayMs?: number;
  maxMemoryBytes?: number;
  /** The most subscriptions open at once, 1,000 by default; further ones are OVERLOADED. */
  maxStreams?: number;
  /** How long the reader of a stream may take nothing before its connection is cut, 20 s by default. */
  stallMs?: number;
  /** The whole time a request has to be answered, 30 s by default. */
  deadlineMs?: number;
  /** How long a caller may take to send the headers, 10 s by default, and the whole request, 30 s by default. */
  headersTimeoutMs?: number;
  requestTimeoutMs?: number;
  /** How long it goes on after `close` before it takes no more connections, 0 by default: `/readyz` says meanwhile that it drains. */
  shutdownDelayMs?: number;
  /** How long requests under way may go on after that, 25 s by default. */
  graceMs?: number;
  pages?: Pages;
  /** Hears of every error that callers see masked. */
  onUnexpected?(error: unknown, requestId: string): void;
  /** Hears, at most once a minute, that connections were not taken, and why. */
  onRefusedConnections?(problem: string): void;
}

export interface RunningServer {
  url: string;
  port: number;
  /** Stops taking requests once `shutdownDelayMs` is over, lets those under way finish, and resolves when the last connection is closed. */
  close(): Promise<void>;
}

/** What every operation passes, in this order. */
const PLUGINS = [turnsBetweenStages, checkVariables, checkAnswerSize, subscriptions];

/** Serves GraphQL over HTTP, `/healthz` and `/readyz`. Rejects when the address cannot be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const {
    gateway,
    host,
    maxBodyBytes = 1_048_576,
    maxBufferedBytes = 67_108_864,
    minBodyBytesPerSecond: minBytesPerSecond = 1_000,
    deadlineMs = 30_000,
    shutdownDelayMs = 0,
    graceMs = 25_000,
    pages,
    stallMs = STALL_MS,
  } = options;
  const { introspection = true, codeGeneration = true, subgraph = false, onUnexpected = ignore } = options;
  let closing: Promise<void> | undefined;
  let closed = false;
  const trust = createTrust(options.documents);
  const documents = createDocuments(trust);
  const schema = subgraph ? createSubgraphSchema(options.typePrefix) : createSchema();
  const compiled = codeGeneration ? createCompiledOperations({ isKnown: trust.isTrusted }) : undefined;
  const plugins = [...PLUGINS.map((plugin) => plugin()), ...(compiled ? [compiled.plugin] : [])];
  const apollo = await createApollo(schema, documents, { introspection, plugins });
  const streams = createOpenStreams(options.maxStreams ?? 1_000);
  const isAdmin = options.admin ?? isLoopback(host);
  const rules = { longestMs: deadlineMs, isAdmin, enterStream: streams.enter };
  const overload = watchOverload(options);
  const execute = createExecuteOperation({ apollo, compiled, documents, gateway, onUnexpected });
  const isDraining = () => closing !== undefined;
  const isClosed = () => closed;
  const room = createWaitingRoom(maxBufferedBytes);
  const readBody = createBodyReader({ maxBytes: maxBodyBytes, minBytesPerSecond, room });
  const shared = { executeOperation: overload.executeOperation(execute), rules, room, onUnexpected };
  const graphql = overload.handle(createGraphqlHandler({ ...shared, streams, readBody, stallMs, isDraining }));
  const websockets = createWebsockets({ ...shared, schema, maxBytes: maxBodyBytes, isClosed });
  const origins = new Set(options.corsOrigins);
  const hostProblem = createHostCheck(host, options.allowedHosts);
  const server = createHttpServer(options);
  server.on('request', createRouter({ gateway, graphql, origins, pages, isDraining, isClosed, hostProblem, onUnexpected }));
  takeUpgrades(server, { websockets, origins, isClosed, hostProblem });
  const address = await listen(server, options);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    close() {
      closing ??= end();
      return closing;
    },
  };

  async function end(): Promise<void> {
    if (shutdownDelayMs > 0) await sleep(shutdownDelayMs);
    closed = true;
    overload.close();
    await drain(server, { streams, websockets }, graceMs);
    await apollo.stop();
  }
}

function ignore(): void {}
