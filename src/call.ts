import type { Call } from './model.ts';

type Changes = Partial<Pick<Call, 'signal' | 'deadlineAt' | 'account' | 'routing' | 'cache' | 'trace'>>;

/** The call with another signal or deadline, or with what a layer puts in place of its own. Written out: copies in other ways take far longer. */
export function derive(call: Call, changes: Changes): Call {
  return Object.freeze({
    signal: changes.signal ?? call.signal,
    deadlineAt: changes.deadlineAt ?? call.deadlineAt,
    tenant: call.tenant,
    requestId: call.requestId,
    routing: changes.routing ?? call.routing,
    cache: changes.cache ?? call.cache,
    account: changes.account ?? call.account,
    trace: 'trace' in changes ? changes.trace : call.trace,
  });
}
