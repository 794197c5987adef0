/** The rows of the fault card that are about stores, by what they count. */
import { expect, it } from 'vitest';
import { runRow } from '../../bench/faults/bench.ts';
import { clusterNode } from '../../bench/faults/rows/cluster-node.ts';
import { lateRefusal } from '../../bench/faults/rows/late-refusal.ts';
import { postgresStandby } from '../../bench/faults/rows/postgres-standby.ts';
import { redisProxy } from '../../bench/faults/rows/redis-proxy.ts';
import { restrictedRedis } from '../../bench/faults/rows/restricted-redis.ts';
import { openHere } from './open-here.ts';

it.each([
  ['a user that may not EVAL', restrictedRedis, 20],
  ['one node of a cluster', clusterNode, 20],
  ['a proxy that takes nothing about its client', redisProxy, 20],
  ['a standby', postgresStandby, 20],
  ['a refusal that comes late', lateRefusal, 0],
])('answers right before %s, and keeps what can be kept', async (_, row, kept) => {
  const [line] = await runRow(row, openHere);
  if (line?.answer === 'not run') return console.warn(`skipped: ${line.fault} (${line.figures})`);
  expect(line).toMatchObject({ answer: 'right', pass: true, figures: expect.stringContaining(`${kept} of 20 kept`) });
});
