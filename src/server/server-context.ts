import type { ExecutionResult } from 'graphql';
import type { RequestContext } from '../../resolvers/context.ts';

/** What the way a request came allows. */
export interface Transport {
  /** Nothing may be changed: no mutation may run. */
  isReadOnly: boolean;
  /** The results of a subscription can be sent. */
  canStream: boolean;
}

/** What a request carries here, beside what resolvers see. */
export interface ServerContext extends RequestContext {
  transport: Transport;
  /** What plugins leave for the transport. */
  left: {
    /** The results of a subscription that was opened. */
    events?: AsyncIterableIterator<ExecutionResult>;
  };
}
