import { createClient } from '@redis/client';
import { startRedis, type TestRedis } from './redis.ts';

export interface TestCluster {
  /** Has few of the slots. */
  small: TestRedis;
  large: TestRedis;
  stop(): Promise<void>;
}

const IN_CLUSTER = ['--cluster-enabled', 'yes', '--cluster-require-full-coverage', 'no'];
const PATIENCE = 600;

/** Two nodes that have all slots between them. */
export async function startRedisCluster(): Promise<TestCluster> {
  const [small, large] = [await startRedis(...IN_CLUSTER), await startRedis(...IN_CLUSTER)];
  await redisCommand(small, 'CLUSTER', 'ADDSLOTSRANGE', '0', '700');
  await redisCommand(large, 'CLUSTER', 'ADDSLOTSRANGE', '701', '16383');
  await redisCommand(small, 'CLUSTER', 'MEET', '127.0.0.1', new URL(large.url).port);
  for (const node of [small, large]) await agreed(node);
  return {
    small,
    large,
    async stop() {
      await Promise.all([small.stop(), large.stop()]);
    },
  };
}

export async function redisCommand(redis: TestRedis, ...words: string[]): Promise<unknown> {
  const client = await createClient({ url: redis.url }).connect();
  const reply = await client.sendCommand(words);
  await client.close();
  return reply;
}

async function agreed(node: TestRedis): Promise<void> {
  for (let tries = 0; tries < PATIENCE; tries++) {
    if (/state:ok.*slots_ok:16384/s.test(String(await redisCommand(node, 'CLUSTER', 'INFO')))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the nodes of the cluster do not agree');
}
