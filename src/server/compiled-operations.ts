import { setImmediate } from 'node:timers/promises';
import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../../resolvers/context.ts';
import { type CompiledOperation, type CompiledRun, compileOperation } from './compile-operation.ts';
import type { Identified } from './documents.ts';
import type { ServerContext } from './server-context.ts';
import { writtenFields } from './written-fields.ts';

/** Queries that were checked before and run as compiled functions from then on, past everything that looks at documents. */
export interface CompiledOperations {
  /** Sees every operation that passed all checks, and compiles queries that come again and again. */
  plugin: ApolloServerPlugin<ServerContext>;
  /** Runs a query that is compiled. Undefined when it is not, and when its compiled form leaves it to others. */
  run(asked: Identified, context: RequestContext): CompiledRun | undefined;
}

export interface CompileSettings {
  /** Whether a document may be compiled, by its SHA-256. */
  isKnown?(hash: string): boolean;
  /** How often a query is asked for until it is compiled: that takes as long as running it some thirty times. */
  uses?: number;
  /** Fields that are compiled in a second, fragments written out. What is beyond them is compiled later. */
  fieldsASecond?: number;
  now?(): number;
}

type Operation = GraphQLRequestContext<ServerContext>;

/** More fields take longer to compile than all callers may be held up for. */
const MAX_FIELDS = 250;
/** Longer documents hold values. In UTF-16 units of their text. */
const LONGEST = 16_000;
/** How often each of so many queries was asked for. */
const MAX_COUNTED = 5_000;
/** Of all that is compiled, by the estimate below. */
const MAX_BYTES = 64_000_000;
const [BYTES_OF_ONE, BYTES_OF_A_FIELD, BYTES_OF_A_UNIT] = [30_000, 1_000, 250];

export function createCompiledOperations({
  isKnown = () => true,
  uses = 20,
  fieldsASecond = 1_000,
  now = () => performance.now(),
}: CompileSettings = {}): CompiledOperations {
  const counts = new LRUCache<string, number>({ max: MAX_COUNTED });
  const compiled = new LRUCache<string, { run: CompiledOperation; bytes: number }>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
    dispose: (_, key) => counts.delete(key),
  });
  const spend = createAllowance(fieldsASecond, now);
  const hooks = {
    async didResolveOperation({ schema, document, operation, queryHash, request }: Operation): Promise<void> {
      if (!queryHash || !document || operation?.operation !== 'query' || !isKnown(queryHash)) return;
      const key = keyOf(queryHash, request.operationName);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      const length = document.loc?.end ?? 0;
      if (count < uses || length > LONGEST) return;
      const fields = writtenFields(schema, document, operation, MAX_FIELDS);
      if (fields > MAX_FIELDS || !spend(fields)) return;
      counts.set(key, Number.NEGATIVE_INFINITY); // whatever becomes of it, it is not tried again soon
      await setImmediate();
      const run = compileOperation(schema, document, operation);
      if (run) compiled.set(key, { run, bytes: BYTES_OF_ONE + fields * BYTES_OF_A_FIELD + length * BYTES_OF_A_UNIT });
      await setImmediate();
    },
  };
  return {
    plugin: { requestDidStart: async () => hooks },
    run({ hash, request: { operationName, variables = {} } }, context) {
      if (hash === undefined) return undefined;
      return compiled.get(keyOf(hash, operationName))?.run(variables, context);
    },
  };
}

function keyOf(hash: string, operationName: string | null | undefined): string {
  return operationName == null ? hash : `${hash} ${operationName}`;
}

/** Tells whether so much may be spent now. What is not spent in a second is lost. */
function createAllowance(eachSecond: number, now: () => number): (amount: number) => boolean {
  let left = eachSecond;
  let at = now();
  return (amount) => {
    const later = now();
    left = Math.min(eachSecond, left + (eachSecond * (later - at)) / 1_000);
    at = later;
    if (amount > left) return false;
    left -= amount;
    return true;
  };
}
