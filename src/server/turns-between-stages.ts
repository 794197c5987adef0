import { setImmediate } from 'node:timers/promises';
import type { ApolloServerPlugin } from '@apollo/server';
import type { ServerContext } from './server-context.ts';

/** Lets other requests have their turn before a document is parsed, validated and run: each of them can take milliseconds. */
export function turnsBetweenStages(): ApolloServerPlugin<ServerContext> {
  const pause = () => setImmediate();
  const hooks = {
    async parsingDidStart() {
      await pause();
      return pause;
    },
    validationDidStart: async () => pause,
  };
  return { requestDidStart: async () => hooks };
}
