import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildServer, startChild } from './child-server.ts';
import { freePort, type TestRedis } from './redis.ts';

/** Starts twemproxy before these, with `settings` of its own where they are given. */
export async function startTwemproxy(servers: readonly TestRedis[], settings?: string): Promise<ChildServer> {
  const statistics = String(await freePort());
  const behind = servers.map(({ url }) => `    - ${new URL(url).host}:1\n`).join('');
  return startChild('nutcracker', (port, folder) => {
    const file = join(folder, 'nutcracker.yml');
    const pool = '  hash: fnv1a_64\n  distribution: ketama\n  redis: true\n  auto_eject_hosts: false\n';
    writeFileSync(
      file,
      settings?.replace('22121', String(port)) ?? `cache:\n  listen: 127.0.0.1:${port}\n${pool}  servers:\n${behind}`,
    );
    return ['-c', file, '-s', statistics, '-a', '127.0.0.1', '-o', join(folder, 'log')];
  });
}
