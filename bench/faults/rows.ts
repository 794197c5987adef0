import type { FaultRow } from './bench.ts';
import { askedToEnd } from './rows/asked-to-end.ts';
import { badKey } from './rows/bad-key.ts';
import { brokenReplies } from './rows/broken-replies.ts';
import { brokenStreams } from './rows/broken-streams.ts';
import { bulkhead } from './rows/bulkhead.ts';
import { clientGone } from './rows/client-gone.ts';
import { closedConnections } from './rows/closed-connections.ts';
import { clusterNode } from './rows/cluster-node.ts';
import { compressed } from './rows/compressed.ts';
import { dead } from './rows/dead.ts';
import { endless } from './rows/endless.ts';
import { flaky } from './rows/flaky.ts';
import { lateRefusal } from './rows/late-refusal.ts';
import { limited } from './rows/limited.ts';
import { malformed } from './rows/malformed.ts';
import { overload } from './rows/overload.ts';
import { ownForms } from './rows/own-forms.ts';
import { postgresStandby } from './rows/postgres-standby.ts';
import { redisProxy } from './rows/redis-proxy.ts';
import { restrictedRedis } from './rows/restricted-redis.ts';
import { rollingRestart } from './rows/rolling-restart.ts';
import { silentStore } from './rows/silent-store.ts';
import { slow } from './rows/slow.ts';

export const ROWS: readonly FaultRow[] = [
  limited,
  flaky,
  dead,
  slow,
  brokenReplies,
  brokenStreams,
  closedConnections,
  compressed,
  malformed,
  ownForms,
  endless,
  badKey,
  clientGone,
  overload,
  bulkhead,
  silentStore,
  restrictedRedis,
  clusterNode,
  redisProxy,
  postgresStandby,
  lateRefusal,
  askedToEnd,
  rollingRestart,
];
